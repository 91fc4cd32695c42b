"""``serve`` and ``tokens``: the prediction service and who may use it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from mlcore.commands.command import Answer, Command, Session, table

WHO = "command line"


def _serve_arguments(part: ArgumentParser) -> None:
    part.add_argument("--host", default="127.0.0.1")
    part.add_argument("--port", type=int, default=8000)
    part.add_argument("--workers", type=int, default=1, help="processes that share the port")
    part.add_argument("--cert", default="", metavar="FILE", help="certificate, for HTTPS (PEM)")
    part.add_argument("--key", default="", metavar="FILE", help="its key, unless in the same file")
    part.add_argument("--behind-proxy", action="store_true", help="a proxy with TLS is in front")


def _serve(args: Namespace, session: Session) -> Answer:
    from mlcore.serving.asgi import serve
    from mlcore.serving.listen import Listen

    certificate = (args.cert, args.key)
    listen = Listen(args.host, args.port, args.workers, *certificate, proxied=args.behind_proxy)
    serve(session.store, session.settings, listen)
    return Answer({"stopped": True})


def _token_arguments(part: ArgumentParser) -> None:
    verbs = part.add_subparsers(dest="verb", required=True, metavar="create|list|rotate|revoke")
    create = verbs.add_parser("create", help="make a token; it is shown once")
    create.add_argument("--scope", choices=("predict", "read", "manage"), default="predict")
    create.add_argument("--expires", type=int, metavar="DAYS")
    verbs.add_parser("list")
    rotate = verbs.add_parser("rotate", help="replace a token; both are good for a while")
    rotate.add_argument("id", metavar="ID")
    rotate.add_argument("--overlap", type=float, default=24.0, metavar="HOURS")
    verbs.add_parser("revoke").add_argument("id", metavar="ID")


def _tokens(args: Namespace, session: Session) -> Answer:
    return VERBS[args.verb](args, session)


def _create(args: Namespace, session: Session) -> Answer:
    from mlcore.serving import tokens

    made = tokens.create(session.store, session.workspace, args.scope, args.expires, who=WHO)
    answer = {"id": made.id, "token": made.token, "scope": made.scope, "expires": made.expires}
    return Answer(answer, (made.token, "Keep it: it is not shown again."))


def _rotate(args: Namespace, session: Session) -> Answer:
    from mlcore.serving import tokens

    seconds = max(0.0, args.overlap) * 3_600
    made = tokens.rotate(session.store, session.workspace, args.id, seconds, WHO)
    answer = {"id": made.id, "token": made.token, "scope": made.scope, "expires": made.expires}
    return Answer(answer, (made.token, f"{args.id} stays good for {args.overlap:g} hours."))


def _list(args: Namespace, session: Session) -> Answer:
    from mlcore.serving import tokens

    rows = [
        {"id": t.id, "scope": t.scope, "created": t.created, "expires": t.expires}
        for t in tokens.listing(session.store, session.workspace)
    ]
    return Answer(rows, table(rows, ("id", "scope", "created", "expires")))


def _revoke(args: Namespace, session: Session) -> Answer:
    from mlcore.serving import tokens

    tokens.revoke(session.store, session.workspace, args.id, WHO)
    return Answer({"id": args.id, "revoked": True}, (f"{args.id} is revoked",))


def _password_arguments(part: ArgumentParser) -> None:
    part.add_argument("verb", choices=("set", "remove"))


def _password(args: Namespace, session: Session) -> Answer:
    import getpass
    import sys

    from mlcore.serving import password

    home = session.settings.home
    if args.verb == "remove":
        password.forget(home)
        return Answer({"password": False}, ("The pages ask for no password.",))
    asked = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    password.choose(home, asked)
    return Answer({"password": True}, ("The pages ask for this password now.",))


VERBS = {"create": _create, "list": _list, "rotate": _rotate, "revoke": _revoke}
COMMANDS = (
    Command("serve", "Answer predictions over REST.", _serve_arguments, _serve),
    Command("password", "Set or remove the pages' password.", _password_arguments, _password),
    Command("tokens", "Create, list, rotate, revoke access tokens.", _token_arguments, _tokens),
)
