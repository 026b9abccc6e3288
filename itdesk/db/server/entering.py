"""What search learns of a record from a login that doesn't see everything of it: words are added, none are taken away.

Its client can't read what else the record's entry is made of, such as internal notes, so that it can't write the entry anew.
The function adds to the entries of records that the same transaction changed, which policies let it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from itdesk.core.grams import BLOCK_BITS, GOLDEN, hashes

FUNCTION = f"""
    CREATE OR REPLACE FUNCTION app.enter(of_kind text, of_record bigint, called text, second text, lines text[],
      exact text[], hashes bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, pg_temp AS $$
    DECLARE entry bigint; whole text; new_lines text; salt bigint; salted int4[];
    BEGIN
      IF NOT app.is_touched(of_kind, of_record) THEN
        RAISE insufficient_privilege USING MESSAGE = 'search learns of what was changed';
      END IF;
      SELECT id, text INTO entry, whole FROM app.search_entries WHERE kind = of_kind AND record_id = of_record;
      IF entry IS NULL THEN
        INSERT INTO app.search_entries (kind, record_id, title, subtitle, text)
          VALUES (of_kind, of_record, called, second, left(array_to_string(lines, chr(10)), 200000)) RETURNING id INTO entry;
        INSERT INTO app.search_numbers (number, entry_id) SELECT DISTINCT left(one, 255), entry FROM unnest(exact) one;
      ELSE
        SELECT string_agg(one, chr(10)) INTO new_lines FROM unnest(lines) one WHERE strpos(whole, one) = 0;
        UPDATE app.search_entries SET text = left(concat_ws(chr(10), whole, new_lines), 200000) WHERE id = entry;
      END IF;
      salt := ((entry >> {BLOCK_BITS}) * {GOLDEN}) & 4294967295;
      SELECT array_agg(((one # salt) & 4294967295) - CASE WHEN ((one # salt) & 2147483648) > 0 THEN 4294967296 ELSE 0 END)
        INTO salted FROM unnest(hashes[1:50000]) one;
      INSERT INTO app.search_grams AS known (id, g) VALUES (entry, coalesce(salted, '{{}}'))
        ON CONFLICT (id) DO UPDATE SET g = ARRAY(SELECT unnest(known.g) UNION SELECT unnest(excluded.g));
    END $$
"""
SIGNATURE = "enter(text, bigint, text, text, text[], text[], bigint[])"
_ENTERED = text(
    "SELECT app.enter(:kind, :record, :called, :second, CAST(:lines AS text[]), CAST(:exact AS text[]), "
    "CAST(:hashes AS bigint[]))"
)


def enter(session: Session, kind: str, read: Mapping[int, tuple[str, str, str, Sequence[str]]]) -> None:
    """Tell the server what search may know of these records: title, second line, text, exact numbers."""
    for record, (title, second, words, numbers) in read.items():
        values = {"kind": kind, "record": record, "called": title, "second": second, "lines": words.split("\n")}
        values |= {"exact": list(numbers), "hashes": sorted(hashes(words))}
        session.connection().execute(_ENTERED, values)
