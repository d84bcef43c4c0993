"""Notices in the browser while no page is open: the worker's script, and switching them on and off."""

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response
from zvonok.notify.v1.channels_pb2 import AddPushRequest, RemovePushRequest

from services.portal.sessions import ask, clients

pages = Blueprint("push", __name__)


@pages.get("/worker.js")
def worker() -> Response:
    """The script that shows notices. From the root, because a worker serves what lies below its own address."""
    response = current_app.send_static_file("worker.js")
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    return response


@pages.post("/push/add")
def add() -> Response:
    """This browser shows the person's notices from now on."""
    wanted = AddPushRequest(
        endpoint=request.form.get("endpoint", ""),
        p256dh=request.form.get("p256dh", ""),
        auth=request.form.get("auth", ""),
    )
    ask(clients().channels.AddPush, wanted)
    return Response(status=204)


@pages.post("/push/remove")
def remove() -> Response:
    """It shows them no longer."""
    ask(clients().channels.RemovePush, RemovePushRequest(endpoint=request.form.get("endpoint", "")))
    return Response(status=204)
