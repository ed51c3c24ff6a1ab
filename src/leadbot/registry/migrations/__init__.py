"""The steps from any older database to today's tables (alembic), and a new one at once. `HEAD` is the newest revision."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from leadbot.model.errors import NotPossible
from leadbot.registry.engine import transaction
from leadbot.registry.fresh import build

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0014"


def migrate(engine: Engine, revision: str = HEAD) -> None:
    """Bring the database up to date, in one transaction; of two that start at once, the second finds it done. An empty one takes no steps.

    Raises NotPossible where a newer leadbot made the database, OutOfReach as `transaction`.
    """
    with transaction(engine) as connection:
        if revision == HEAD and not inspect(connection).get_table_names():
            build(connection, revision)
        elif current(connection) != revision:
            _upgrade(connection, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to an older revision (`base` for none). What newer tables hold is lost."""
    from alembic import command

    with transaction(engine) as connection:
        command.downgrade(configuration(connection), revision)


def current(connection: Connection) -> str | None:
    """The database's revision; None for one without any."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def configuration(connection: Connection) -> "Config":
    """Alembic's configuration for that connection."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "leadbot.registry:migrations")
    return config


def _upgrade(connection: Connection, revision: str) -> None:
    # Imported only where there is something to do: it doubles the start of every other command.
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(configuration(connection), revision)
    except CommandError as error:
        raise NotPossible(f"The database was made by a newer leadbot ({error}). Install that version, or name another database.") from error
