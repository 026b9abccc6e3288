"""All that the shared PC's login may do on a server: functions with the owner's rights, and nothing else.

Whoever stands before a shared PC can find out its password, so the functions give no more than the screen does: names to pick
from, announcements, a report, and one's own ticket by the receipt's code and its PIN. The PIN comes as what scrypt makes of
it with the ticket's salt, as it is stored. Wrong tries are counted in sequences, which no rollback takes back.
"""

from __future__ import annotations

from itdesk.areas.helpdesk.tickets.record import RECORD
from itdesk.db.server.functions import PINNED, OnServer

BUCKETS = 32  # codes share them, so that guessing one slows down few others
WRONG_COSTS, WRONG_BURST = 60_000, 300_000  # milliseconds: five wrong tries at once, then one a minute
NAMES = 201  # at once, one more than the screen shows
REPORT_COSTS, REPORT_BURST = 1_000, 120_000  # two minutes' worth of reports at once, then one a second

# Lets through as long as the sequence isn't ahead of the clock by more than burst, and puts it ahead by cost.
_PACED = f"""
    CREATE OR REPLACE FUNCTION app.kiosk_paced(bucket text, cost bigint, burst bigint) RETURNS boolean LANGUAGE plpgsql
    {PINNED} AS $$
    DECLARE clock bigint := floor(extract(epoch FROM clock_timestamp()) * 1000); ahead bigint;
    BEGIN
      PERFORM pg_advisory_lock(hashtext(bucket));
      EXECUTE format('SELECT last_value FROM kiosk.%I', bucket) INTO ahead;
      ahead := greatest(ahead, clock);
      IF ahead - clock <= burst AND cost > 0 THEN PERFORM setval(format('kiosk.%I', bucket)::regclass, ahead + cost); END IF;
      PERFORM pg_advisory_unlock(hashtext(bucket));
      RETURN ahead - clock <= burst;
    END $$
"""
_NAMES = f"""
    CREATE OR REPLACE FUNCTION app.kiosk_names(typed text) RETURNS TABLE (id bigint, name varchar) LANGUAGE sql STABLE
    {PINNED} AS $$
      SELECT p.id, p.name FROM app.people p WHERE p.deleted_at IS NULL AND p.is_active
        AND (typed = '' OR starts_with(app.folded(p.name), app.folded(typed))
             OR strpos(app.folded(p.name), ' ' || app.folded(typed)) > 0)
      ORDER BY p.name, p.id LIMIT {NAMES} $$
"""
_FIRM = f"""
    CREATE OR REPLACE FUNCTION app.kiosk_firm() RETURNS TABLE (uid text, name text, currency text, locale text, zone text,
      fiscal_month integer, colour text, tile text) LANGUAGE sql STABLE {PINNED} AS $$
      SELECT w.uid, w.name, w.currency, w.locale, w.zone, w.fiscal_month, coalesce(w.colour, ''), coalesce(w.tile, '')
      FROM app.workspace w $$
"""
_TILES = f"""
    CREATE OR REPLACE FUNCTION app.kiosk_tiles() RETURNS TABLE (id bigint, name varchar, example varchar, picture varchar)
    LANGUAGE sql STABLE {PINNED} AS $$
      SELECT c.id, c.name, coalesce(c.example, ''), coalesce(c.picture, 'help') FROM app.ticket_categories c
      WHERE c.deleted_at IS NULL AND c.is_active AND c.on_kiosk ORDER BY c.position, c.name $$
"""
_NEWS = f"""
    CREATE OR REPLACE FUNCTION app.kiosk_news() RETURNS TABLE (id bigint, title varchar, body text, category_id bigint)
    LANGUAGE sql STABLE {PINNED} AS $$
      SELECT a.id, a.title, coalesce(a.body, ''), a.category_id FROM app.announcements a
      WHERE a.deleted_at IS NULL AND a.from_at <= now() AND (a.until_at IS NULL OR a.until_at > now())
      ORDER BY a.from_at DESC, a.id DESC $$
"""
_SUBMIT = f"""
    CREATE OR REPLACE FUNCTION app.kiosk_submit(new_uid text, person bigint, category bigint, called text, words text,
      label text, code text, pin text, hashes bigint[]) RETURNS text LANGUAGE plpgsql {PINNED} AS $$
    DECLARE made bigint; given text; device bigint;
    BEGIN
      SELECT number INTO given FROM app.tickets WHERE uid = new_uid AND receipt_code = code AND pin_hash = pin;
      IF FOUND THEN RETURN given; END IF;  -- sent twice, since the first answer was lost
      IF NOT app.kiosk_paced('kiosk_reports', {REPORT_COSTS}, {REPORT_BURST}) THEN
        RAISE too_many_connections USING MESSAGE = 'too many reports at once';
      END IF;
      IF coalesce(trim(words), '') = '' OR octet_length(words) > 100000 OR length(new_uid) <> 36
        OR code !~ '^[0-9A-Z]{{4}}-[0-9A-Z]{{4}}$' OR pin !~ '^[0-9a-f]{{32}}\\$[0-9a-f]{{64}}$'
        OR NOT EXISTS (SELECT 1 FROM app.people p WHERE p.id = person AND p.is_active AND p.deleted_at IS NULL)
        OR (category IS NOT NULL AND NOT EXISTS (SELECT 1 FROM app.kiosk_tiles() t WHERE t.id = category)) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'not a report';
      END IF;
      SELECT min(h.id) INTO device FROM app.hardware h WHERE h.deleted_at IS NULL AND trim(label) <> ''
        AND app.folded(trim(label)) IN (app.folded(h.tag), app.folded(h.serial_number)) HAVING count(*) = 1;
      LOOP
        given := '{RECORD.number_prefix}' || nextval('app.number_{RECORD.table}');
        EXIT WHEN NOT EXISTS (SELECT 1 FROM app.tickets WHERE number = given);
      END LOOP;
      INSERT INTO app.tickets (uid, version, created_at, updated_at, number, title, description, kind, status, priority,
          requester_id, category_id, hardware_id, affects, source, opened_at, paused_minutes, receipt_code, pin_hash)
        VALUES (new_uid, 1, now(), now(), given, left(coalesce(nullif(trim(called), ''), given), 255), words, 'fault', 'new',
          'normal', person, category, device, CASE WHEN device IS NULL THEN nullif(left(trim(label), 255), '') END, 'kiosk',
          now(), 0, code, pin) RETURNING id INTO made;
      PERFORM app.kiosk_told(person, made, new_uid, 'created', NULL, NULL, '{{}}');
      PERFORM app.enter('tickets', made, left(called, 255), '', ARRAY[given, left(called, 255), words],
        ARRAY[lower(given)], hashes);
      RETURN given;
    END $$
"""
_TOLD = f"""
    CREATE OR REPLACE FUNCTION app.kiosk_told(person bigint, ticket bigint, ticket_uid text, verb text, part text,
      part_id bigint, changes jsonb) RETURNS void LANGUAGE plpgsql {PINNED} AS $$
    DECLARE operation text := gen_random_uuid()::text; done text := CASE WHEN part IS NULL THEN verb ELSE 'changed' END;
    BEGIN
      INSERT INTO app.history (at, actor_id, verb, kind, record_id, record_uid, operation, part, part_id, changes)
        VALUES (now(), person, verb, 'tickets', ticket, ticket_uid, operation, part, part_id, changes::text);
      INSERT INTO app.operations (operation, at, actor_id, words, kind, verb, records)
        VALUES (operation, now(), person, '', 'tickets', done, 1);
      INSERT INTO app.change_log (at, kind, record_uid, verb, operation, xact)
        VALUES (now(), 'tickets', ticket_uid, done, operation, pg_current_xact_id()::text::bigint);
    END $$
"""
# Of a code that nobody has as well, and always the same, so that it can't be told from one that somebody has.
_SALT = f"""
    CREATE OR REPLACE FUNCTION app.kiosk_salt(code text) RETURNS text LANGUAGE sql STABLE {PINNED} AS $$
      SELECT coalesce((SELECT split_part(t.pin_hash, '$', 1) FROM app.tickets t
        WHERE t.receipt_code = code AND t.deleted_at IS NULL), md5(code || (SELECT w.uid FROM app.workspace w))) $$
"""
_OWN = f"""
    CREATE OR REPLACE FUNCTION app.kiosk_own(code text, pin text) RETURNS bigint LANGUAGE plpgsql {PINNED} AS $$
    DECLARE bucket text := 'kiosk_pace_' || abs(hashtext(code) % {BUCKETS}); found bigint;
    BEGIN
      IF NOT app.kiosk_paced(bucket, 0, {WRONG_BURST}) THEN RETURN NULL; END IF;
      SELECT t.id INTO found FROM app.tickets t
        WHERE t.receipt_code = code AND t.pin_hash = pin AND t.deleted_at IS NULL;
      IF found IS NULL THEN PERFORM app.kiosk_paced(bucket, {WRONG_COSTS}, {WRONG_BURST}); END IF;
      RETURN found;
    END $$
"""
_STATUS = f"""
    CREATE OR REPLACE FUNCTION app.kiosk_status(code text, pin text) RETURNS jsonb LANGUAGE plpgsql {PINNED} AS $$
    DECLARE own bigint := app.kiosk_own(code, pin);
    BEGIN
      RETURN (SELECT jsonb_build_object('number', t.number, 'title', t.title, 'status', t.status, 'opened_at', t.opened_at,
          'due_at', t.due_at, 'can_rate', t.status IN ('resolved', 'closed') AND t.rating IS NULL,
          'description', coalesce(t.description, ''), 'lines', coalesce((
            SELECT jsonb_agg(jsonb_build_object('at', m.at, 'by_you', coalesce(m.author_id = t.requester_id, FALSE),
              'author', CASE WHEN m.author_id = t.requester_id THEN '' ELSE coalesce(p.name, '') END, 'body', m.body)
              ORDER BY m.at, m.id)
            FROM app.ticket_messages m LEFT JOIN app.people p ON p.id = m.author_id
            WHERE m.ticket_id = t.id AND NOT m.is_note), '[]'))
        FROM app.tickets t WHERE t.id = own);
    END $$
"""
_REPLY = f"""
    CREATE OR REPLACE FUNCTION app.kiosk_reply(new_uid text, code text, pin text, words text, hashes bigint[])
    RETURNS boolean LANGUAGE plpgsql {PINNED} AS $$
    DECLARE own bigint := app.kiosk_own(code, pin); ticket app.tickets; made bigint; moved jsonb := '{{}}';
    BEGIN
      IF own IS NULL THEN RETURN FALSE; END IF;
      IF EXISTS (SELECT 1 FROM app.ticket_messages m WHERE m.uid = new_uid AND m.ticket_id = own) THEN RETURN TRUE; END IF;
      IF coalesce(trim(words), '') = '' OR octet_length(words) > 100000 OR length(new_uid) <> 36 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'not an answer';
      END IF;
      SELECT * INTO ticket FROM app.tickets t WHERE t.id = own FOR UPDATE;
      INSERT INTO app.ticket_messages (uid, version, created_at, updated_at, ticket_id, author_id, body, is_note, at, via)
        VALUES (new_uid, 1, now(), now(), own, ticket.requester_id, trim(words), FALSE, now(), 'kiosk') RETURNING id INTO made;
      IF ticket.status IN ('resolved', 'closed') OR (ticket.status = 'waiting' AND coalesce(ticket.waiting_reason, 'person') = 'person')
      THEN
        moved := jsonb_build_object('status', jsonb_build_array(ticket.status, 'in_progress'));
        UPDATE app.tickets t SET status = 'in_progress', resolved_at = NULL, closed_at = NULL, waiting_reason = NULL,
          version = version + 1, updated_at = now() WHERE t.id = own;
        PERFORM app.kiosk_told(ticket.requester_id, own, ticket.uid, 'changed', NULL, NULL, moved);
      ELSE
        UPDATE app.tickets t SET updated_at = now() WHERE t.id = own;
      END IF;
      PERFORM app.kiosk_told(ticket.requester_id, own, ticket.uid, 'added', 'ticket_messages', made, '{{}}');
      PERFORM app.enter('tickets', own, ticket.title, '', ARRAY[trim(words)], '{{}}', hashes);
      RETURN TRUE;
    END $$
"""
_SEQUENCES = ("kiosk_reports", *(f"kiosk_pace_{bucket}" for bucket in range(BUCKETS)))

ON_SERVER = OnServer(
    statements=(
        "CREATE SCHEMA IF NOT EXISTS kiosk",  # beside the tables, which migrations alone make
        *(f"CREATE SEQUENCE IF NOT EXISTS kiosk.{name} MINVALUE 1" for name in _SEQUENCES),
        *(_PACED, _FIRM, _NAMES, _TILES, _NEWS, _TOLD, _SUBMIT, _SALT, _OWN, _STATUS, _REPLY),
    ),
    called=(
        "kiosk_firm()",
        "kiosk_names(text)",
        "kiosk_tiles()",
        "kiosk_news()",
        "kiosk_submit(text, bigint, bigint, text, text, text, text, text, bigint[])",
        "kiosk_salt(text)",
        "kiosk_status(text, text)",
        "kiosk_reply(text, text, text, text, bigint[])",
    ),
)
