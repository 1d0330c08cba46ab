namespace Leader.Api.Tests.Proof;

/// <summary>Who finds it.</summary>
[Flags]
internal enum Finds
{
    Nobody = 0,

    /// <summary>The check of the running register.</summary>
    Check = 1,

    /// <summary><c>audit</c>, beside the database, with the auditor's key.</summary>
    Audit = 2,

    /// <summary><c>verify</c> of an export that was made afterwards, with the auditor's key; or no export can be made.</summary>
    Verify = 4,

    /// <summary><c>audit --seen</c>, with a checkpoint of before: what the same without it does not find.</summary>
    Seen = 8,

    /// <summary>A witness that cosigned a checkpoint of before.</summary>
    Witness = 16,
}

/// <summary>What the operator does afterwards, with the database's superuser and the log's key.</summary>
internal enum Then
{
    Nothing,

    /// <summary>The views are made anew of what stands there now, and the log goes on.</summary>
    Serve,

    /// <summary>The same, and the whole log is written and signed anew.</summary>
    SignAnew,
}

/// <param name="Sql">As the database's superuser. $V and $O are facts with values, $G a number without a fact, $L the last fact.</param>
/// <param name="Limit">Why who does not find it does not.</param>
internal sealed record Tampering(string Group, string What, Finds By, string Sql, string Limit = "", Then Then = Then.Nothing);

/// <summary>
/// What can be done to a register by who has every right on its database: the list that is tried, and of which the table in
/// docs/auditing.md is made.
/// </summary>
internal static class Tamperings
{
    private const Finds Three = Finds.Check | Finds.Audit | Finds.Verify, Both = Finds.Check | Finds.Audit;
    private const Finds Written = Finds.Audit | Finds.Verify, All = Three | Finds.Seen | Finds.Witness;

    private const string Leaf = "the check folds facts and decides acts; leaves are held by `audit`",
        OfLog = "the log's own tables are held by `audit`, and the entries and checkpoints of it by `verify`";

    public static readonly Tampering[] List =
    [
        // Facts that are in the log
        new("Facts", "a word of a fact is changed", Three, Set("data = jsonb_set(data, '{values,0,clause}', '\"4.2\"')")),
        new("Facts", "the recorded instant of a fact is changed", Written, Set("timestamp = timestamp - interval '1 microsecond'")
            + "; update leader.log_times t set latest = (select max(timestamp) from leader.mt_events where seq_id <= t.position)", Leaf),
        new("Facts", "who acted is changed", Three, Set("user_name = 'cheari'")),
        new("Facts", "the role is changed", Three, Set("headers = headers || '{\"role\": \"Expert\"}'")),
        new("Facts", "the rules of the day are changed", Three, Set("headers = headers || '{\"rules\": \"scheme-9\"}'")),
        new("Facts", "the act of a fact is changed", Written, Set("headers = headers || '{\"act\": \"another\"}'"), Leaf),
        new("Facts", "the correlation is changed", Written, Set("correlation_id = 'another'"), Leaf),
        new("Facts", "what was asked is changed", Three, Set("headers = jsonb_set(headers, '{request,command,declaration}', "
            + "'\"another\"')")),
        new("Facts", "what was asked is taken away", Three, Set("headers = headers - 'request'")),
        new("Facts", "a salt is changed", Written, "update leader.mt_events set headers = jsonb_set(headers, '{salt}', '\"00\"') where "
            + "seq_id = "
            + "(select min(seq_id) from leader.mt_events where headers ? 'salt')", Leaf),
        new("Facts", "a fact is deleted", Three, "delete from leader.mt_events where seq_id = $V"),
        new("Facts", "the last fact is deleted", Three, "delete from leader.mt_events where seq_id = $L"),
        new("Facts", "a stream is deleted", Three, "delete from leader.mt_streams where id = (select stream_id from leader.mt_events where "
            + "seq_id = $V)"),
        new("Facts", "a fact is put in between", Three, "insert into leader.mt_events (seq_id, id, stream_id, version, data, type, "
            + "timestamp, "
            + "tenant_id, mt_dotnet_type, user_name, headers, correlation_id) select $G, gen_random_uuid(), stream_id, version + 100, "
            + "data, "
            + "type, timestamp, tenant_id, mt_dotnet_type, user_name, headers, correlation_id from leader.mt_events where seq_id = $V"),
        new("Facts", "two facts say each what the other did", Three, "update leader.mt_events e set data = o.data from leader.mt_events o "
            + "where e.seq_id in ($V, $O) and o.seq_id = $V + $O - e.seq_id"),
        new("Facts", "two facts change places", Three, "update leader.mt_events set seq_id = -seq_id where seq_id in ($V, $O); update "
            + "leader.mt_events set seq_id = $V + $O + seq_id where seq_id < 0"),
        new("Facts", "a fact gets another name", Three, Set("type = 'indicators_weighed.v1'")),
        new("Facts", "a fact gets the version of another place", Three, Set("version = version + 100")),

        // Facts that nobody asked for
        new("Forged acts", "a ban without a revocation", Three, Forged("ban_started.v1"), Then: Then.Serve),
        new("Forged acts", "a ban without a revocation, not served yet", Finds.Audit, Forged("ban_started.v1"),
            "the check and the log go no further than the views"),
        new("Forged acts", "an act by a role that may not", Three, Forged("organisation_registered.v1", "jsonb_set(data, '{organisation}', "
            + "'\"forged\"')", "jsonb_set(headers || '{\"role\": \"Enterprise\", \"act\": \"forged\"}', '{request,command,organisation}', "
            + "'\"forged\"')"), Then: Then.Serve),
        new("Forged acts", "an act by somebody whom the register does not know", Three, Forged("organisation_registered.v1",
            "jsonb_set(data, '{organisation}', '\"forged\"')", "jsonb_set(headers || '{\"act\": \"forged\"}', "
            + "'{request,command,organisation}', '\"forged\"')", "'nobody'"), Then: Then.Serve),
        new("Forged acts", "an act that comes to something else than was asked", Three, Forged("enterprise_registered.v1",
            "jsonb_set(data, '{enterprise}', '\"91350100000000000X\"')", "headers || '{\"act\": \"forged\"}'"), Then: Then.Serve),
        new("Forged acts", "one fact more in the last act", Three, Forged("enterprise_registered.v1",
            "jsonb_set(data, '{enterprise}', '\"91350100000000000X\"')",
            "(select l.headers - 'request' from leader.mt_events l where l.seq_id = $L)",
            "(select l.user_name from leader.mt_events l where l.seq_id = $L)"), Then: Then.Serve),
        new("Forged acts", "an act that was done by right, recorded twice", Three, Forged("title_revoked.v1", "data",
            "headers || '{\"act\": \"forged\"}'"), Then: Then.Serve),
        new("Forged acts", "an act of the past is given to another role, and all is signed anew", All,
            Set("headers = headers || '{\"role\": \"Expert\"}'"), Then: Then.SignAnew),
        new("Forged acts", "a fact of the past is taken out, and all is signed anew", All,
            "delete from leader.mt_events where seq_id = $V; update leader.mt_streams s set version = (select count(*) from "
                + "leader.mt_events "
            + "where stream_id = s.id) where id like 'evaluation/%'; update leader.mt_events e set version = r.n from (select seq_id, "
            + "row_number() over (partition by stream_id order by version) as n from leader.mt_events) r where r.seq_id = e.seq_id and "
            + "e.stream_id like 'evaluation/%'", Then: Then.SignAnew),
        new("Forged acts", "what was asked and what came of it are changed alike, and all is signed anew", Finds.Seen | Finds.Witness,
            "update leader.mt_events set data = jsonb_set(data, '{name}', '\"Another\"'), headers = jsonb_set(headers, "
            + "'{request,command,name}', '\"Another\"') where seq_id = $L", "the operator can put words into anybody's mouth, as long "
            + "as the rules allow them: only who kept one "
            + "line, or a "
            + "witness, knows that others stood there", Then.SignAnew),
        new("Forged acts", "an act that is signed is given another signature, and all is signed anew", All, "update leader.mt_events set "
            + "headers = jsonb_set(headers, '{request,signed,signatures,0,signature}', to_jsonb(replace(encode(sha512('x'::bytea), "
            + "'base64'), chr(10), ''))) where type = 'signing_key_registered.v1'", Then: Then.SignAnew),
        new("Forged acts", "what was asked, what came of it and the body that was signed are changed alike, and all is signed anew", All,
            "update leader.mt_events set data = jsonb_set(data, '{lastDay}', '\"2030-01-01\"'), headers = jsonb_set(jsonb_set(headers, "
            + "'{request,command,lastDay}', '\"2030-01-01\"'), '{request,signed,body}', to_jsonb(replace("
            + "headers#>>'{request,signed,body}', '}', ',\"lastDay\":\"2030-01-01\"}'))) where type = 'signing_key_registered.v1'",
            Then: Then.SignAnew),
        new("Forged acts", "an older backup is restored", Finds.Seen | Finds.Witness, "delete from leader.mt_events where seq_id > $O; "
            + "update leader.mt_streams s set version = e.n from (select stream_id, count(*) as n from leader.mt_events group by 1) e "
            + "where "
            + "e.stream_id = s.id; delete from leader.mt_streams s where not exists (select from leader.mt_events where stream_id = s.id); "
            + "delete from leader.log_times where position > $O; insert into leader.log_times select max(seq_id), max(timestamp) from "
            + "leader.mt_events on conflict do nothing; delete from leader.evidence_chunk", "what is there is whole", Then.SignAnew),

        // What is served
        new("Views", "the last day of a ban is moved", Three, "update leader.view_bans set in_force_to = in_force_to - 1"),
        new("Views", "a word of a document is changed", Three, "update leader.view_bans set payload = replace(payload::text, "
            + "'\"lastDay\":\"20', '\"lastDay\":\"19')::json"),
        new("Views", "a document is deleted", Three, "delete from leader.view_bans"),
        new("Views", "a document is put in", Three, "insert into leader.view_bans select 'forged', in_force_from, in_force_to, known_from, "
            + "known_to, enterprise, category, cycle, sector, body, status, sort, payload from leader.view_bans"),
        new("Views", "a document is said to be known no longer", Three, "update leader.view_bans set known_to = known_from + 1 where "
            + "known_to > "
            + "known_from + 1"),
        new("Views", "a document is listed under another enterprise", Both, "update leader.view_bans set enterprise = 'another'",
            "an export holds documents, not by what they are found"),
        new("Views", "the views are said to be of another version", Both, "update leader.view_generation set version = version + 1",
            "an export says which version it compares"),
        new("Views", "the views are said to have come further", Both, "update leader.mt_event_progression set last_seq_id = "
            + "last_seq_id + 1000 "
            + "where name = 'Views:All'", "an export goes as far as the log"),
        new("Views", "the views are said to have come less far", Both, "update leader.mt_event_progression set last_seq_id = "
            + "last_seq_id - 30 "
            + "where name = 'Views:All'", "an export goes as far as the log"),

        // The log
        new("Log", "a hash of a leaf is changed", Written | Finds.Seen, "update leader.log_tile set hashes = overlay(hashes placing "
            + "'\\xff00ff'::bytea "
            + "from 40) where level = 0 and n = 0", OfLog),
        new("Log", "a tile above the leaves is changed", Finds.Audit, "update leader.log_tile set hashes = overlay(hashes placing "
            + "'\\xff00ff'::bytea from 10) where level = 1", OfLog),
        new("Log", "a tile of leaves is deleted", Written | Finds.Seen, "delete from leader.log_tile where level = 0 and n = 0", OfLog),
        new("Log", "a tile above the leaves is deleted", Finds.Audit, "delete from leader.log_tile where level = 1", OfLog),
        new("Log", "a tile is shortened", Written | Finds.Seen, "update leader.log_tile set hashes = substr(hashes, 1, 3200), positions = "
            + "positions[1:100] "
            + "where level = 0 and n = 0", OfLog),
        new("Log", "a tile above the leaves is shortened", Finds.Audit, "update leader.log_tile set hashes = '' where level = 1", OfLog),
        new("Log", "a tile is made longer", Finds.Audit, "update leader.log_tile set hashes = hashes || hashes, positions = positions || "
            + "positions where level = 0 and n = 1", OfLog),
        new("Log", "a tile is put in", Finds.Audit, "insert into leader.log_tile select origin, 3, 5, hashes, positions, first from "
            + "leader.log_tile where level = 1", OfLog),
        new("Log", "the first position of a tile is moved", Finds.Audit, "update leader.log_tile set first = first + 1 where level = "
            + "0", OfLog),
        new("Log", "the position of a fact's leaf is moved", Written, "update leader.log_tile set positions[10] = $G where level = 0 "
            + "and n = 0",
            OfLog),
        new("Log", "the position of a state root is moved", Written, "update leader.log_tile t set positions = (select array_agg(case "
            + "when p < "
            + "0 then p + 1 else p end order by i) from unnest(t.positions) with ordinality as u(p, i)) where level = 0", OfLog),
        new("Log", "a state root is changed", Written, "update leader.log_state set entry = set_byte(entry, 17, "
            + "get_byte(entry, 17) # 1)", OfLog),
        new("Log", "a state root is deleted", Written, "delete from leader.log_state", OfLog),
        new("Log", "a state root is put in", Finds.Audit, "insert into leader.log_state select origin, 3, view, scope, position, entry "
            + "from "
            + "leader.log_state limit 1", OfLog),
        new("Log", "the scope of a state root is moved", Finds.Audit, "update leader.log_state set scope = 'another'", OfLog),
        new("Log", "a checkpoint is changed", Written | Finds.Seen | Finds.Witness, "update leader.log_checkpoint set note = "
            + "replace(note, chr(10) || size || chr(10), "
            + "chr(10) || size || chr(10) || 'A')", OfLog),
        new("Log", "a checkpoint is signed by nobody", Written | Finds.Witness, "update leader.log_checkpoint set note = left(note, "
            + "-8) || 'AAAAAA=' || "
            + "chr(10)", OfLog),
        new("Log", "the position of a checkpoint is moved", Written, "update leader.log_checkpoint set position = position - 1 where "
            + "size = "
            + "(select max(size) from leader.log_checkpoint)", OfLog),
        new("Log", "the newest checkpoint is deleted", Finds.Audit | Finds.Seen | Finds.Witness, "delete from leader.log_cosignature; "
            + "delete from "
            + "leader.log_checkpoint where size = (select max(size) from leader.log_checkpoint)", OfLog),
        new("Log", "a checkpoint behind which state roots stand is deleted", Finds.Audit, "delete from leader.log_checkpoint c where "
            + "exists "
            + "(select from leader.log_state s where s.position = c.position) and size < (select max(size) from "
            + "leader.log_checkpoint)", OfLog),
        new("Log", "a checkpoint that a witness cosigned is deleted", Finds.Audit | Finds.Seen | Finds.Witness, "delete from "
            + "leader.log_checkpoint "
            + "where size = "
            + "(select max(size) from leader.log_cosignature)", OfLog),
        new("Log", "the log is said to be longer", Finds.Audit, "update leader.log_head set size = size + 1", OfLog),
        new("Log", "the log is said to have come less far", Finds.Audit, "update leader.log_head set position = position - 5", OfLog),
        new("Log", "the log is said to have another key", Finds.Audit, "update leader.log_head set key = replace(key, '+A', '+B')", OfLog),
        new("Log", "there is no log", Written | Finds.Seen | Finds.Witness, "truncate leader.log_head, leader.log_tile, leader.log_state, "
            + "leader.log_checkpoint, leader.log_cosignature", OfLog),
        new("Log", "the log has another name", Written | Finds.Seen | Finds.Witness, string.Concat(
            new[] { "head", "tile", "state", "checkpoint", "cosignature" }.Select(t => $"update leader.log_{t} set origin = "
                + $"'forged.example/log'; ")),
            OfLog),
        new("Log", "there is a second log", Finds.Audit, "insert into leader.log_head select 'forged.example/log', key, size, position "
            + "from "
            + "leader.log_head", OfLog),
        new("Log", "a cosignature of another", Finds.Audit, "update leader.log_cosignature set line = left(line, -10) || 'AAAAAAAA=' || "
            + "chr(10)", "without the witness's key (`--witness`) it counts as not verified"),
        new("Log", "a cosignature that is none", Written, "update leader.log_cosignature set line = 'nothing'", OfLog),

        // What the register rests on beside its facts
        new("Beside", "the version of a stream is changed", Both, "update leader.mt_streams set version = version + 1 where id = (select "
            + "stream_id from leader.mt_events where seq_id = $V)", Export),
        new("Beside", "what an act would have come to otherwise is changed, which `why` reads", Finds.Nobody, "insert into "
            + "leader.followed_consequences values (gen_random_uuid(), 'title/t', 1, 0, '{1}', '{1}')",
            "nothing but `why` is read from it; emptied (`truncate`), it is made again from the facts"),
        new("Beside", "a fact is archived", Both, Set("is_archived = true"), Export),
        new("Beside", "a fact is another tenant's", Both, Set("tenant_id = 'another'"), Export),
        new("Beside", "a fact has another class", Both, Set("mt_dotnet_type = 'Leader.Domain.Record.TitleRevoked, Leader.Domain'"), Export),
        new("Beside", "something else is written beside a fact", Both, Set("headers = headers || '{\"note\": \"x\"}'"), Export),
        new("Beside", "an instant of the times of the log is moved", Both, "update leader.log_times set latest = latest + interval '1 "
            + "hour' "
            + "where position = (select min(position) from leader.log_times)", Export),
        new("Beside", "instants of the times of the log are deleted", Both, "delete from leader.log_times", Export),
        new("Beside", "guard() lets all pass", Both, "create or replace function leader.guard(keys text[], versions bigint[], written "
            + "boolean[]) returns void language plpgsql as $$ begin end $$", Export),
        new("Beside", "position_at() gives another position", Both, "create or replace function leader.position_at(instant timestamptz, "
            + "newest bigint) returns bigint language sql stable as $$ select newest $$", Export),
        new("Beside", "an index that holds streams in order is dropped", Both, "do $$ declare i text; begin select "
            + "indexrelid::regclass into i "
            + "from pg_index where indrelid = 'leader.mt_events'::regclass and indisunique and not indisprimary; execute 'drop index ' "
            + "|| i; "
            + "end $$", Export),
        new("Beside", "a trigger changes what is recorded", Both, "create function leader.forge() returns trigger language plpgsql as "
            + "$$ begin "
            + "return new; end $$; create trigger forge before insert on leader.mt_events for each row execute function leader.forge()",
            Export),
        new("Beside", "a table is closed to some by policies", Both, "alter table leader.mt_events enable row level security", Export),
        new("Beside", "a column is added to the facts", Both, "alter table leader.mt_events add column note text", Export),
        new("Beside", "positions are drawn again", Both, "select setval('leader.mt_events_sequence', 5)", Export),

        // What stands beside the log
        new("Files and persons", "a file of evidence is changed", Finds.Audit, "update leader.evidence_chunk set bytes = '\\x00'", Files),
        new("Files and persons", "a file of evidence is deleted", Finds.Audit, "delete from leader.evidence_chunk", Files),
        new("Files and persons", "a file is put in that nobody deposited", Finds.Audit, "insert into leader.evidence_chunk values "
            + "(repeat('a', 64), 0, '\\x00')", Files),
        new("Files and persons", "the data of two persons is "
            + "swapped", Finds.Audit, Swapped("person", "sealed") + Swapped("person_key", "key"),
            Files),
        new("Files and persons", "a person's data is changed", Finds.Audit, "update leader.person set sealed = set_byte(sealed, 29, "
            + "get_byte(sealed, 29) # 1)", Files),
        new("Files and persons", "a person's key is deleted", Finds.Audit, "delete from leader.person_key", Files),
        new("Files and persons", "a person's data and key are deleted", Finds.Audit, "delete from leader.person; delete from "
            + "leader.person_key", Files),
        new("Files and persons", "other data is sealed for a person, with a key of its own", Finds.Nobody, Resealed,
            "who may write both tables can seal anew: what stands there is nowhere in the log, so that it can be erased"),

        // What nothing rests on
        new("Nothing rests on it", "when a checkpoint was kept", Finds.Nobody, "update leader.log_checkpoint set at = at - interval '1 "
            + "day'",
            "no answer is made of it"),
        new("Nothing rests on it", "who read what is not for everybody", Finds.Nobody, "alter table leader.reading disable trigger all; "
            + "delete from leader.reading; alter table leader.reading enable trigger all", "readings are kept for the operator's own "
            + "supervision, and are in no log"),
        new("Nothing rests on it", "kept answers, imports and watch lists", Finds.Nobody, "delete from leader.idempotency; delete from "
            + "leader.import; delete from leader.watch", "they serve who sent them, and prove nothing"),
    ];

    private const string Export = "an export holds facts, leaves, checkpoints and documents, not how the database is made",
        Files = "an export holds no files and no persons' data; the check reads facts and views only";

    /// <summary>Put by the test, which has the sealing at hand.</summary>
    public const string Resealed = "$RESEALED";

    private static string Set(string what) => $"update leader.mt_events set {what} where seq_id = $V";

    private static string Swapped(string table, string column) => $"update leader.{table} a set {column} = b.{column} from "
        + $"leader.{table} b "
        + $"where a.reference = (select min(reference) from leader.{table}) and b.reference = (select max(reference) from "
        + $"leader.{table}) or "
        + $"b.reference = (select min(reference) from leader.{table}) and a.reference = (select max(reference) from leader.{table}); ";

    /// <summary>A fact behind the last, as the register appends it, like the last one of a type.</summary>
    private static string Forged(string like, string data = "data", string headers = "headers - 'request' || '{\"act\": \"forged\"}'",
        string user = "user_name") =>
        "with s as (select * from leader.mt_events where type = '" + like + "' order by seq_id desc limit 1), f as (select *, "
            + $"({data}) as d, ({headers}) as h, ({user}) as u from s) select leader.append((select max(seq_id) + 1 from "
            + $"leader.mt_events), "
            + "(select max(timestamp) from leader.mt_events), array[case when d->>'organisation' = 'forged' then stream_id when "
            + "d->>'enterprise' "
            + "= '91350100000000000X' then 'enterprise/91350100000000000X' else stream_id end], array[gen_random_uuid()], array[type], "
            + "array[mt_dotnet_type], array[d::text], 'forged', 'forged', array[h::text], u) from f; select "
            + "setval('leader.mt_events_sequence', (select max(seq_id) from leader.mt_events))";
}
