"""The channels in use: one line each. How to add one: docs/architecture/notify-channels.md."""

from zvonok.identity.v1 import people_pb2_grpc

from kit.service import Resources
from services.notify.actions.sending import Channel
from services.notify.channels.email import email_channel
from services.notify.channels.messenger import messenger_channel
from services.notify.channels.preparing import Preparing
from services.notify.channels.sms import sms_channel
from services.notify.channels.web_push import web_push_channel
from services.notify.config import NotifyConfig


def channels_in_use(resources: Resources, config: NotifyConfig) -> list[Channel]:
    """Every channel that is configured, in the order in which those in reserve are asked."""
    preparing = Preparing(people_pb2_grpc.PeopleServiceStub(resources.identity), config.public_url)
    found = [email_channel(resources.pool, preparing, config)]
    if config.vapid is not None:
        found.append(web_push_channel(resources.pool, preparing, config))
    if config.messenger_url:
        found.append(messenger_channel(preparing, config))
    if config.sms_url:
        found.append(sms_channel(preparing, config))
    return found
