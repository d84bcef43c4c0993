"""What the lesson plan proposes for a lesson that has no topic yet."""

import datetime
from dataclasses import dataclass, field, replace

from zvonok.gradebook.v1.gradebook_pb2 import Lesson
from zvonok.gradebook.v1.plans_pb2 import ProposeTopicsRequest, ProposeTopicsResponse, TopicProposal

from services.portal.lesson_form import Typed
from services.portal.sessions import ask, clients

_LOOK_BACK = datetime.timedelta(days=60)
_LOOK_AHEAD = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Proposals:
    """The topic for this lesson (None: there is none), and the words of those around it."""

    own: TopicProposal | None = None
    titles: list[str] = field(default_factory=list)


def proposals_for(lesson: Lesson) -> Proposals:
    """What the plan proposes; nothing for a lesson with a topic."""
    if lesson.topic:
        return Proposals()
    day = datetime.date.fromisoformat(lesson.date)
    wanted = ProposeTopicsRequest(
        group=lesson.name.rpartition("/lessons/")[0],
        begin_date=(day - _LOOK_BACK).isoformat(),
        end_date=(day + _LOOK_AHEAD).isoformat(),
    )
    answer: ProposeTopicsResponse = ask(clients().plans.ProposeTopics, wanted)
    own = next((one for one in answer.proposals if one.lesson == lesson.name), None)
    return Proposals(own, list(dict.fromkeys(one.topic.title for one in answer.proposals)))


def taken(typed: Typed, proposal: TopicProposal) -> Typed:
    """What was typed, with the proposed topic; and with the proposed homework where none was typed."""
    part = typed.part
    free = not part.homework and not part.homework_none
    homework = proposal.topic.homework if free else part.homework
    return replace(typed, part=replace(part, topic=proposal.topic.title, homework=homework))
