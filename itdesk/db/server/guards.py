"""What the server does with every write of a person's, whichever program wrote: who and when, versions, and what history says.

Functions that run with the owner's rights have their search path pinned, and nobody but the groups may call them. A write of
the owner's (an upgrade, a restore) is left as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Boolean, Integer, String, Table, Text

from itdesk.core.record import Field
from itdesk.db import beside
from itdesk.db.mapping import Tables, column_of
from itdesk.db.server import entering
from itdesk.db.server.enrolling import COUNTS_AS
from itdesk.db.server.groups import ENROLS, OWNER, USERS, Names, literal, quoted

_PINNED = "SECURITY DEFINER SET search_path = app, pg_temp"
# The person whose login this is: by who logged in, which no SET changes.
_ME = f"""
    CREATE OR REPLACE FUNCTION app.me() RETURNS bigint LANGUAGE sql STABLE {_PINNED} AS
    $$ SELECT person_id FROM enrol.logins WHERE login = session_user AND disabled_at IS NULL $$
"""
_IS_OWNER = """
    CREATE OR REPLACE FUNCTION app.is_owner() RETURNS boolean LANGUAGE sql STABLE SET search_path = app, pg_temp AS
    $$ SELECT pg_has_role(current_user, {owner}, 'USAGE') $$
"""
_STANDING = """
    CREATE OR REPLACE FUNCTION app.standing(OUT person bigint, OUT role text, OUT is_first boolean)
    LANGUAGE sql STABLE {pinned} AS $$
      SELECT l.person_id, {role}, l.is_first FROM enrol.logins l LEFT JOIN app.people p ON p.id = l.person_id
      WHERE l.login = session_user AND l.disabled_at IS NULL $$
"""
# Nobody adds to what somebody else did, and nobody tells of a record that the same transaction left as it was.
_MAY_TELL = f"""
    CREATE OR REPLACE FUNCTION app.may_tell(of_operation text, of_kind text, of_record bigint, of_verb text)
    RETURNS boolean LANGUAGE plpgsql VOLATILE {_PINNED} AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM app.operations WHERE operation = of_operation AND actor_id IS DISTINCT FROM app.me()) THEN
        RETURN FALSE;
      END IF;
      RETURN coalesce(app.is_touched(of_kind, of_record), of_verb IN ('erased', 'removed', 'moved'));
    END $$
"""
# Whether this transaction wrote the record, which its policies let the person; unknown where the record is gone.
_IS_TOUCHED = """
    CREATE OR REPLACE FUNCTION app.is_touched(of_kind text, of_record bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE
    SECURITY DEFINER SET search_path = app, pg_temp AS $$
    DECLARE tables CONSTANT jsonb := {tables}; touched boolean;
    BEGIN
      IF tables ->> of_kind IS NULL THEN RETURN TRUE; END IF;
      EXECUTE format('SELECT xmin = pg_current_xact_id()::xid FROM app.%I WHERE id = $1', tables ->> of_kind)
        INTO touched USING of_record;
      RETURN touched;
    END $$
"""
# What the functions that enrol do to somebody's login; who did it is whose login asked for it.
_TELL_LOGIN = f"""
    CREATE OR REPLACE FUNCTION app.tell_login(of_person bigint, said text) RETURNS void LANGUAGE plpgsql {_PINNED} AS $$
    DECLARE made text := gen_random_uuid()::text; own text := (SELECT uid FROM app.people WHERE id = of_person);
    BEGIN
      INSERT INTO app.history (at, actor_id, verb, kind, record_id, record_uid, operation, part, changes)
        VALUES (now(), app.me(), 'changed', 'people', of_person, coalesce(own, ''), made, '{beside.LOGIN}',
                jsonb_build_object('{beside.SAID}', jsonb_build_array(NULL, said))::text);
      INSERT INTO app.operations (operation, at, actor_id, words, kind, verb, records)
        VALUES (made, now(), app.me(), '', 'people', 'changed', 1);
      INSERT INTO app.change_log (at, kind, record_uid, verb, operation, xact)
        VALUES (now(), 'people', coalesce(own, ''), 'changed', made, pg_current_xact_id()::text::bigint);
    END $$
"""
_TOLD = """
    CREATE OR REPLACE FUNCTION app.told() RETURNS trigger LANGUAGE plpgsql SET search_path = app, pg_temp AS $$
    BEGIN
      IF app.is_owner() THEN RETURN NEW; END IF;
      NEW.at := now();
      IF TG_TABLE_NAME = 'change_log' THEN
        NEW.xact := pg_current_xact_id()::text::bigint;
        RETURN NEW;
      END IF;
      NEW.actor_id := app.me();
      IF TG_TABLE_NAME = 'history' THEN
        IF NOT app.may_tell(NEW.operation, NEW.kind, NEW.record_id, NEW.verb) THEN
          RAISE insufficient_privilege USING MESSAGE = 'history tells what was done, by whom it was done';
        END IF;
      END IF;
      RETURN NEW;
    END $$
"""
_KEPT = """
    CREATE OR REPLACE FUNCTION app.kept() RETURNS trigger LANGUAGE plpgsql SET search_path = app, pg_temp AS $$
    DECLARE same record;
    BEGIN
      IF TG_OP = 'INSERT' THEN
        NEW.version := 1;
        NEW.updated_at := now();
        IF TG_ARGV[0] = '' OR NOT app.was_here(TG_ARGV[0], (to_jsonb(NEW) ->> TG_ARGV[1])::bigint, NEW.uid) THEN
          NEW.created_at := now();
        END IF;
        RETURN NEW;
      END IF;
      NEW.updated_at := now();
      same := NEW;
      same.version := OLD.version;
      same.updated_at := OLD.updated_at;
      NEW.version := OLD.version + (same IS DISTINCT FROM OLD)::int;
      RETURN NEW;
    END $$
"""
# Values that only follow some others, such as a ticket's status, go by the steps that are declared.
_LEGAL = """
    CREATE OR REPLACE FUNCTION app.legal_step() RETURNS trigger LANGUAGE plpgsql SET search_path = app, pg_temp AS $$
    DECLARE
      follow jsonb := TG_ARGV[1]::jsonb -> (to_jsonb(OLD) ->> TG_ARGV[0]);
    BEGIN
      IF follow IS NOT NULL AND NOT coalesce(follow ? (to_jsonb(NEW) ->> TG_ARGV[0]), FALSE) THEN
        RAISE check_violation USING MESSAGE = format('%s: not a step from %s to %s', TG_ARGV[0], to_jsonb(OLD) ->> TG_ARGV[0],
          to_jsonb(NEW) ->> TG_ARGV[0]);
      END IF;
      RETURN NEW;
    END $$
"""
# A row that was taken out and is put back keeps the moment when it was made.
_WAS_HERE = f"""
    CREATE OR REPLACE FUNCTION app.was_here(of_kind text, of_record bigint, of_uid text)
    RETURNS boolean LANGUAGE sql STABLE {_PINNED} AS $$
      SELECT EXISTS (SELECT 1 FROM app.history WHERE kind = of_kind AND record_id = of_record AND verb = 'removed'
        AND strpos(changes, of_uid) > 0) $$
"""
# At the end of the transaction: what was changed and not told, or told otherwise, is told by the server.
_TRUE = f"""
    CREATE OR REPLACE FUNCTION app.made_true() RETURNS trigger LANGUAGE plpgsql {_PINNED} AS $$
    DECLARE
      old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
      new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
      one jsonb := coalesce(new_row, old_row);
      is_part boolean := TG_ARGV[1] <> '';
      of_record bigint := CASE WHEN is_part THEN (one ->> TG_ARGV[1])::bigint ELSE (one ->> 'id')::bigint END;
      of_part text := CASE WHEN is_part THEN TG_TABLE_NAME END;
      of_part_id bigint := CASE WHEN is_part THEN (one ->> 'id')::bigint END;
      plain text[] := string_to_array(TG_ARGV[2], ',');
      done text; differs jsonb := '{{}}'; now_is jsonb; column_name text; told record; uid_of text; made text;
    BEGIN
      IF app.me() IS NULL THEN RETURN NULL; END IF;
      done := CASE TG_OP WHEN 'INSERT' THEN CASE WHEN is_part THEN 'added' ELSE 'created' END
                         WHEN 'DELETE' THEN CASE WHEN is_part THEN 'removed' ELSE 'erased' END ELSE 'changed' END;
      IF TG_OP = 'UPDATE' THEN
        SELECT coalesce(jsonb_object_agg(n.key, jsonb_build_array(o.value, n.value)), '{{}}') INTO differs
          FROM jsonb_each(new_row) n JOIN jsonb_each(old_row) o ON o.key = n.key AND o.value IS DISTINCT FROM n.value
          WHERE n.key NOT IN ('version', 'updated_at');
        IF differs = '{{}}' THEN RETURN NULL; END IF;
        EXECUTE format('SELECT to_jsonb(t) FROM app.%I t WHERE id = $1', TG_TABLE_NAME) INTO now_is USING (one ->> 'id')::bigint;
        IF differs ? 'deleted_at' THEN
          done := CASE WHEN new_row ->> 'deleted_at' IS NULL THEN 'restored' ELSE 'deleted' END;
        END IF;
      END IF;
      FOR told IN SELECT h.verb, h.changes::jsonb AS said FROM app.history h WHERE h.kind = TG_ARGV[0]
        AND h.record_id = of_record AND h.at = now() AND h.part IS NOT DISTINCT FROM of_part
        AND h.part_id IS NOT DISTINCT FROM of_part_id
      LOOP
        IF TG_OP <> 'UPDATE' OR told.verb IN ('created', 'added', 'erased', 'removed') THEN RETURN NULL; END IF;
        IF differs ? 'deleted_at' AND (told.verb IN ('deleted', 'restored') OR now_is IS NULL
          OR now_is -> 'deleted_at' IS NOT DISTINCT FROM old_row -> 'deleted_at') THEN differs := differs - 'deleted_at'; END IF;
        FOR column_name IN SELECT jsonb_object_keys(differs) LOOP
          IF told.said ? column_name AND (now_is IS NULL OR NOT column_name = ANY(plain)
            OR told.said -> column_name -> 1 IS NOT DISTINCT FROM now_is -> column_name)
          THEN differs := differs - column_name; END IF;
        END LOOP;
      END LOOP;
      IF TG_OP = 'UPDATE' AND now_is IS NOT NULL THEN  -- changed and changed back comes to nothing
        FOR column_name IN SELECT jsonb_object_keys(differs) LOOP
          IF now_is -> column_name IS NOT DISTINCT FROM old_row -> column_name THEN differs := differs - column_name; END IF;
        END LOOP;
      END IF;
      IF TG_OP = 'UPDATE' AND differs = '{{}}' THEN RETURN NULL; END IF;
      uid_of := one ->> 'uid';
      IF is_part THEN EXECUTE format('SELECT uid FROM app.%I WHERE id = $1', TG_ARGV[3]) INTO uid_of USING of_record; END IF;
      made := gen_random_uuid()::text;
      INSERT INTO app.history (at, actor_id, verb, kind, record_id, record_uid, operation, part, part_id, changes)
        VALUES (now(), app.me(), done, TG_ARGV[0], of_record, coalesce(uid_of, ''), made, of_part, of_part_id,
                (differs - 'deleted_at')::text);
      INSERT INTO app.operations (operation, at, actor_id, words, kind, verb, records)
        VALUES (made, now(), app.me(), '', TG_ARGV[0], CASE WHEN is_part THEN 'changed' ELSE done END, 1);
      INSERT INTO app.change_log (at, kind, record_uid, verb, operation, xact)
        VALUES (now(), TG_ARGV[0], coalesce(uid_of, ''), CASE WHEN is_part THEN 'changed' ELSE done END, made,
                pg_current_xact_id()::text::bigint);
      RETURN NULL;
    END $$
"""
_CALLED = (
    "folded(text)",
    entering.SIGNATURE,
    "me()",
    "is_owner()",
    "standing()",
    "may_tell(text, text, bigint, text)",
    "was_here(text, bigint, text)",
)


def statements(names: Names, own: Tables) -> Iterator[str]:
    """What makes the functions, and hangs them on the tables."""
    kinds = (
        "jsonb_build_object(" + ", ".join(f"{literal(one.kind)}, {literal(one.table)}" for one in own.registry) + ")"
    )
    yield _ME
    yield _IS_OWNER.format(owner=literal(names.plain(OWNER)))
    yield from (
        _STANDING.format(pinned=_PINNED, role=COUNTS_AS),
        _IS_TOUCHED.format(tables=kinds),
        _MAY_TELL,
        _TELL_LOGIN,
        _WAS_HERE,
        _TOLD,
        _KEPT,
        _LEGAL,
        _TRUE,
        entering.FUNCTION,
    )
    for name in ("history", "operations", "change_log"):
        yield f"CREATE OR REPLACE TRIGGER told BEFORE INSERT ON app.{name} FOR EACH ROW EXECUTE FUNCTION app.told()"
    for kind, record in own.classes.items():
        table: Any = record.__table__
        yield from _hung(table, kind, "", "", own.secrets[kind])
        yield from _stepping(table, own.registry[kind].in_columns)
        for part in own.parts[kind]:
            inside: Any = part.__table__
            yield from _hung(inside, kind, part.PARENT[1], table.name, frozenset())

    people = own.classes.get("people")
    if people is not None and "role" in people.__table__.c:
        yield (
            "CREATE OR REPLACE TRIGGER role_changed AFTER UPDATE OF role, deleted_at ON app.people FOR EACH ROW "
            "EXECUTE FUNCTION enrol.role_changed()"
        )
    yield (
        "CREATE OR REPLACE TRIGGER consultant_changed AFTER UPDATE OF consultant ON app.workspace FOR EACH ROW "
        "EXECUTE FUNCTION enrol.consultant_changed()"
    )


def grants(names: Names) -> Iterator[str]:
    """Who may call them: whoever may connect. The triggers' functions are nobody's to call."""
    for function in _CALLED:
        yield f"GRANT EXECUTE ON FUNCTION app.{function} TO {names[USERS]}"

    yield f"GRANT EXECUTE ON FUNCTION app.tell_login(bigint, text) TO {names[ENROLS]}"


def _hung(table: Table, kind: str, parent: str, parent_table: str, secret: frozenset[str]) -> Iterator[str]:
    on = f"app.{quoted(table.name)}"
    plain = ",".join(_plain(table, secret))
    of = f"{literal(kind if parent else '')}, {literal(parent)}"
    yield (
        f"CREATE OR REPLACE TRIGGER kept BEFORE INSERT OR UPDATE ON {on} FOR EACH ROW "
        f"WHEN (NOT app.is_owner()) EXECUTE FUNCTION app.kept({of})"
    )
    yield f"DROP TRIGGER IF EXISTS made_true ON {on}"
    yield (
        f"CREATE CONSTRAINT TRIGGER made_true AFTER INSERT OR UPDATE OR DELETE ON {on} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW WHEN (NOT app.is_owner()) EXECUTE FUNCTION "
        f"app.made_true({literal(kind)}, {literal(parent)}, {literal(plain)}, {literal(parent_table)})"
    )


def _stepping(table: Table, fields: Iterable[Field]) -> Iterator[str]:
    for declared in fields:
        if declared.steps:
            name, said = quoted(column_of(declared)), json.dumps({one: list(to) for one, to in declared.steps.items()})
            yield (
                f"CREATE OR REPLACE TRIGGER legal_{column_of(declared)} BEFORE UPDATE OF {name} ON app.{quoted(table.name)} "
                f"FOR EACH ROW WHEN (OLD.{name} IS DISTINCT FROM NEW.{name} AND NOT app.is_owner()) "
                f"EXECUTE FUNCTION app.legal_step({literal(column_of(declared))}, {literal(said)})"
            )


def _plain(table: Table, secret: frozenset[str]) -> Iterable[str]:
    """Columns whose values history has as the server has them."""
    for column in table.c:
        if type(column.type) in (String, Text, Boolean, Integer) and column.name not in secret:
            yield column.name
