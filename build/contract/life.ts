// The whole life of a title by a client in TypeScript: tests/Api.Tests/Clients/A_generated_client_drives_the_whole_life_of_a_title.cs, told
// again on the program itself. check.sh starts an empty register, whose clock (tests/Clock) is what the file in LEADER_TEST_CLOCK says.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "./leader.js";

type Schemas = components["schemas"];
type Problem = Schemas["ProblemDetails"];

const [baseUrl, clock, key] = [setting("LEADER_URL"), setting("LEADER_TEST_CLOCK"), setting("LEADER_SIGNING_KEY")];

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set.`);
  return value;
}

/** A development token, as `leader token` makes it. */
function token(role: Schemas["Role"], subject: string): string {
  const [now, part] = [Math.floor(Date.now() / 1000), (of: object) => Buffer.from(JSON.stringify(of)).toString("base64url")];
  const claims = { iss: "leader", aud: "leader", iat: now, nbf: now - 60, exp: now + 3600, sub: subject, role };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

const by = (headers: Record<string, string>) =>
  createClient<paths, "application/json" | "application/problem+json">({ baseUrl, headers });
const as = (role: Schemas["Role"], subject: string) => by({ Authorization: `Bearer ${token(role, subject)}` });

/** A credit code whose check character holds (GB 32100). */
function creditCode(n: number): string {
  const [first, signs] = [`91350100${String(n).padStart(9, "0")}`, "0123456789ABCDEFGHJKLMNPQRTUWXY"];
  const sum = [...first].reduce((all, sign, i) => all + signs.indexOf(sign) * (3 ** i % 31), 0);
  return first + signs.charAt((31 - (sum % 31)) % 31);
}

/** Held to be equal, and of one type. */
function is<const T>(actual: T, expected: NoInfer<T>): void {
  assert.deepEqual(actual, expected);
}

/** What is asked about must be there. */
function there<T>(value: T | null | undefined): T {
  if (value === undefined || value === null) throw new Error("It is not there.");
  return value;
}

function single<T>(items: readonly T[]): T {
  is(items.length, 1);
  return there(items[0]);
}

type Said<T> = Promise<{ data?: T; error?: Problem; response: Response }>;

async function read<T>(asked: Said<T>): Promise<T> {
  const { data, error } = await asked;
  if (error !== undefined) throw new Error(JSON.stringify(error));
  return there(data);
}

/** Where the newest act ends: who asks with it as `minPosition` sees the act, and never has to wait and try. */
let minPosition = 0;

async function done<T extends { position?: number }>(asked: Said<T>): Promise<T> {
  const answer = await read(asked);
  minPosition = Math.max(minPosition, there(answer.position));
  return answer;
}

async function refused(asked: Said<unknown>): Promise<Problem> {
  const { error, response } = await asked;
  is(response.headers.get("content-type"), "application/problem+json");
  is(there(error).status, response.status);
  return there(error);
}

let today = "";

/** It is ten in the morning in Beijing, so many days after the start. */
async function at(start: string, days: number): Promise<void> {
  today = new Date(Date.parse(start) + days * 86_400_000).toISOString().slice(0, 10);
  await writeFile(`${clock}.next`, `${today}T10:00:00+08:00`);
  await rename(`${clock}.next`, clock);
}

const [anyone, samr, cnis] = [by({}), as("regulator", "samr"), as("working-body", "cnis")];
const [caq, cheari, expert] = [as("evaluation-body", "caq"), as("evaluation-body", "cheari"), as("expert", "expert-1")];
const category = "air-purifier";
const entrants = [
  { code: creditCode(1), cadr: 600, noise: 50 },
  { code: creditCode(2), cadr: 400, noise: 50 },
  { code: creditCode(3), cadr: 400, noise: 60 },
] as const;
const [winner, second, third] = [entrants[0].code, entrants[1].code, entrants[2].code];
const limit = (operator: Schemas["Operator"], value: number, unit: string): Schemas["Limit"] => ({ operator, value, upper: null, unit });

/** Organisations, days of rest, rules and enterprises. */
async function found(start: string): Promise<void> {
  await at(start, 0);
  const days = (await readFile("seeds/calendar.csv", "utf8")).split("\n").map((row) => row.split(",")).filter((row) => row[0] === "2026.1");
  const of = (kind: string) => days.filter((row) => row[4] === kind).map((row) => there(row[3]));
  const calendar = { version: "2026.1", year: 2026, restDays: of("rest"), workingDays: of("work"), source: "国办发明电〔2025〕7号" };
  await done(samr.POST("/v1/calendars", { body: calendar }));
  const organisations: [string, Schemas["OrganisationKind"]][] = [
    ["samr", "regulator"], ["miit", "department"], ["cnis", "researchInstitute"], ["caq", "industryAssociation"],
    ["cheari", "technicalInstitution"],
  ];
  for (const [organisation, kind] of organisations) {
    await done(samr.POST("/v1/organisations", { body: { organisation, name: organisation.toUpperCase(), kinds: [kind] } }));
  }
  await done(samr.POST("/v1/organisations/{id}/designation", { params: { path: { id: "cnis" } }, body: {} }));
  const rules = { ruleSet: { id: "scheme-1" }, effectiveFrom: today, basis: "Implementing scheme, 1st edition" };
  await done(samr.POST("/v1/rule-sets", { body: rules }));
  await at(start, 1);
  for (const { code } of entrants) {
    await done(as("enterprise", code).POST("/v1/enterprises", { body: { enterprise: code, name: `Company ${code.slice(-6)}` } }));
  }
}

/** From the list of key fields to the official plan. */
async function plan(start: string): Promise<string> {
  const cycle = Number(start.slice(0, 4));
  await at(start, 9);
  await done(samr.POST("/v1/key-field-lists", {
    body: {
      cycle,
      fields: [{
        id: "home-appliances", name: "Home appliances", nameZh: "家用电器", sector: "consumerGoods", industryCode: "C385",
        rationale: "Consumers ask for it.",
        factors: { selfDeclaration: "many", consumerAttention: "high", effectOnQuality: "large", differentiation: "wide" },
        categories: [{ id: category, name: "Air purifiers", nameZh: "空气净化器" }],
      }],
      departments: ["miit"],
      basis: ["Consumer Goods Standards and Quality Improvement Plan (2016–2020)"],
    },
  }));
  await at(start, 30);
  const closesOn = new Date(Date.parse(start) + 60 * 86_400_000).toISOString().slice(0, 10);
  const call = there((await done(cnis.POST("/v1/categories/{id}/calls", {
    params: { path: { id: category } },
    body: { cycle, closesOn, conditions: "Open to all evaluation bodies." },
  }))).id);
  await at(start, 45);
  const cutOff = `${new Date(Date.parse(start) + 150 * 86_400_000).toISOString().slice(0, 10)}T00:00:00+08:00`;
  const submitted: Schemas["EvaluationPlan"] = {
    consumerNeeds: "Clean air at home.",
    comparedStandards: ["GB/T 18801-2022"],
    indicators: [
      {
        code: "cadr", name: "Clean air delivery rate", nameZh: null, class: "core", theme: "performance", direction: "higherIsBetter",
        unit: "m³/h", weight: 60, method: "GB/T 18801-2022", scale: [{ value: 600, points: 100 }, { value: 400, points: 60 }],
      },
      {
        code: "noise", name: "Noise", nameZh: null, class: "core", theme: "user experience", direction: "lowerIsBetter",
        unit: "dB(A)", weight: 40, method: "GB/T 4214.1-2017", scale: [{ value: 55, points: 100 }, { value: 61, points: 60 }],
      },
    ],
    baselines: [{
      standard: "GB/T 18801-2022", kind: "recommendedNational", inForceFrom: "2023-05-01", inForceTo: null,
      values: [
        { indicator: "cadr", limit: limit("atLeast", 300, "m³/h"), clause: "5.2" },
        { indicator: "noise", limit: limit("atMost", 66, "dB(A)"), clause: "5.4" },
      ],
    }],
    noBaseline: null, cutOff, cycleMonths: 12, form: "composite", leadIndicator: null, gate: "atLeastOneStricter",
    comparison: "fullValue", decimals: 2, tieBreakers: ["moreTopTierIndicators", "greaterMargin"],
    openFindings: "passedOver",
  };
  const plans: string[] = [];
  for (const [client, body] of [[caq, "caq"], [cheari, "cheari"]] as const) {
    const undertaking = { signer: "Li Wei", signedOn: today };
    const answer = await done(client.POST("/v1/calls/{id}/plans", {
      params: { path: { id: call } },
      body: { plan: submitted, undertaking, body },
    }));
    plans.push(there(answer.id));
  }
  await at(start, 46);
  const experts = [{ id: "expert-1", name: "Wang Fang", affiliation: "Tsinghua University" }];
  await done(cnis.POST("/v1/calls/{id}/panel", { params: { path: { id: call } }, body: { experts } }));
  await at(start, 65);
  const [id, other] = [there(plans[0]), there(plans[1])];
  for (const [plan, score, opinion] of [[id, 90, "Clear scale."], [other, 70, "One indicator too few."]] as const) {
    await done(expert.POST("/v1/plans/{id}/reviews", { params: { path: { id: plan } }, body: { score, opinion } }));
  }
  await at(start, 90);
  const reasons = { [id]: "Best scores.", [other]: "Fewer points." };
  await done(cnis.POST("/v1/plans/{id}/selection", { params: { path: { id } }, body: { reasons } }));
  await at(start, 115);
  await done(cnis.POST("/v1/plans/{id}/adoption", { params: { path: { id } }, body: {} }));
  return call;
}

async function declare(enterprise: string, number: string, cadr: number, noise: number): Promise<string> {
  const indicator = (code: string, name: string, kind: Schemas["DisclosedKind"], of: Schemas["Limit"]) =>
    ({ code, name, kind, theme: null, limit: of, testMethod: "GB/T 18801-2022", clause: "4.1" });
  return there((await done(as("enterprise", enterprise).POST("/v1/declarations", {
    body: {
      enterprise,
      number,
      disclosure: {
        title: "Air purifiers", categories: [category], products: ["AP-1"], comparedWith: ["GB/T 18801-2022"], levelClaim: null,
        belowRecommended: false,
        indicators: [
          indicator("cadr", "Clean air delivery rate", "performance", limit("atLeast", cadr, "m³/h")),
          indicator("noise", "Noise", "functional", limit("atMost", noise, "dB(A)")),
        ],
      },
    },
  }))).id);
}

async function openEvaluation(cycle: number): Promise<void> {
  await done(caq.POST("/v1/evaluations", { body: { cycle, category } }));
}

const recordValues = (evaluation: string, declaration: string, cadr: number, noise: number) =>
  caq.POST("/v1/evaluations/{id}/values", {
    params: { path: { id: evaluation } },
    body: {
      declaration,
      values: [
        { indicator: "cadr", clause: "4.1", limit: limit("atLeast", cadr, "m³/h") },
        { indicator: "noise", clause: "4.1", limit: limit("atMost", noise, "dB(A)") },
      ],
    },
  });

/** All facts in their order, page by page. */
async function facts(): Promise<Schemas["FeedEvent"][]> {
  const all: Schemas["FeedEvent"][] = [];
  for (let [after, more] = [0, true]; more;) {
    const page = await read(anyone.GET("/v1/events", { params: { query: { after, limit: 50, minPosition } } }));
    all.push(...page.items);
    [after, more] = [page.position, page.next !== null];
  }
  return all;
}

/** Of a fact, whatever its version. */
const name = (fact: { type: string }) => fact.type.slice(0, fact.type.lastIndexOf("."));

/** From the declarations to the list: who won, and the position at which it was in force. */
async function award(start: string, call: string): Promise<{ title: string; position: number; day: string }> {
  const path = { id: call };
  await at(start, 120);
  const declarations: string[] = [];
  for (const { code, cadr, noise } of entrants) declarations.push(await declare(code, `Q/${code.slice(-6)} 001-2026`, cadr, noise));
  await at(start, 151);
  await openEvaluation(2026);
  await at(start, 155);
  for (const [i, { cadr, noise }] of entrants.entries()) await done(recordValues(call, there(declarations[i]), cadr, noise));

  await at(start, 160);
  await done(caq.POST("/v1/evaluations/{id}/ranking-notice", { params: { path }, body: { channel: "www.qybzlp.com" } }));
  const draft = await read(anyone.GET("/v1/evaluations/{id}/ranking", { params: { path, query: { minPosition } } }));
  is([draft.stage, draft.entries.map((row) => row.enterprise)], ["rankingNoticed", [winner, second, third]]);
  const notice = there(draft.notice);
  await at(start, 165);
  const objection = there((await done(as("enterprise", third).POST("/v1/notices/{id}/objections", {
    params: { path: { id: notice } },
    body: { kind: "namedUnit", target: third, facts: "Our noise was measured at a higher fan speed than that of the others." },
  }))).id);
  await done(caq.POST("/v1/objections/{id}/admission", { params: { path: { id: objection } }, body: { admitted: true } }));
  const early = await refused(caq.POST("/v1/evaluations/{id}/ranking-publication", { params: { path }, body: {} }));
  is([early.status, early.type, early.clause !== undefined], [422, "/problems/notice-still-open", true]);
  await at(start, 170);
  await done(caq.POST("/v1/objections/{id}/ruling", {
    params: { path: { id: objection } },
    body: { upheld: false, reasons: "All were measured at the highest speed, as GB/T 4214.1 says." },
  }));
  const answered = await read(anyone.GET("/v1/objections/{id}", { params: { path: { id: objection }, query: { minPosition } } }));
  is([answered.stage, answered.kind], ["dismissed", "namedUnit"]);

  await at(start, 186);
  await done(caq.POST("/v1/evaluations/{id}/ranking-publication", { params: { path }, body: {} }));
  const ranking = await read(anyone.GET("/v1/evaluations/{id}/ranking", { params: { path, query: { minPosition } } }));
  is(ranking.entries.map((row) => [row.place, row.enterprise]), [[1, winner], [2, second], [3, third]]);
  await at(start, 193);
  await done(caq.POST("/v1/evaluations/{id}/leader-number", {
    params: { path },
    body: {
      number: 2, easeOfChoice: "Few choices are enough.", industrialDevelopment: "The industry is young.",
      standardsReason: "Few standards are public.",
    },
  }));
  await at(start, 194);
  for (const { code } of entrants) {
    await done(as("enterprise", code).POST("/v1/enterprises/{creditCode}/commitments", {
      params: { path: { creditCode: code } },
      body: { text: "We keep what we declare.", signer: "The director", category },
    }));
  }
  await at(start, 197);
  await done(caq.POST("/v1/evaluations/{id}/leader-notice", { params: { path }, body: { channel: "www.qybzlp.com" } }));
  await at(start, 222);
  await done(caq.POST("/v1/evaluations/{id}/leader-publication", { params: { path }, body: {} }));
  const titles = await read(anyone.GET("/v1/titles", { params: { query: { enterprise: [winner], minPosition } } }));
  const title = single(titles.items);
  is([title.status, title.place, title.enterprise], ["inForce", 1, winner]);
  return { title: title.title, position: minPosition, day: today };
}

/** From the complaint to the decision. */
async function prove(start: string, title: string): Promise<string> {
  await at(start, 230);
  const receipt = await done(anyone.POST("/v1/complaints", {
    body: {
      subject: "title", subjectId: title, ground: "belowDisclosedLevel", source: "consumer",
      facts: "The purifier delivers 310 m³/h instead of 600.",
    },
  }));
  const [id, secret] = [there(receipt.complaint), there(receipt.secret)];
  await at(start, 231);
  await done(caq.POST("/v1/complaints/{id}/acceptance", { params: { path: { id } }, body: { accepted: true } }));
  const complainant = by({ "Complaint-Secret": secret });
  const complaint = await read(complainant.GET("/v1/complaints/{id}", { params: { path: { id }, query: { minPosition } } }));
  is([complaint.stage, complaint.case], ["accepted", id]);
  await at(start, 233);
  const digest = "a".repeat(64);
  await done(caq.POST("/v1/cases/{id}/facts", {
    params: { path: { id } },
    body: {
      ground: "belowDisclosedLevel", facts: "The measured clean air delivery rate was 310 m³/h.", evidence: [digest], testReport: false,
      shortfall: { indicator: "cadr", measured: limit("exactly", 310, "m³/h"), testReport: "report 117 of lab-1" },
      notDeposited: { [digest]: "The laboratory keeps the samples." },
    },
  }));
  await at(start, 234);
  await done(as("enterprise", winner).POST("/v1/cases/{id}/defence", {
    params: { path: { id } },
    body: { text: "The sample was old.", waivesFurtherHearing: true },
  }));
  await at(start, 236);
  await done(caq.POST("/v1/cases/{id}/decision", {
    params: { path: { id } },
    body: { ground: "belowDisclosedLevel", reasons: "The second sample confirms it." },
  }));
  return id;
}

/** The announcement; with the manners of the API: tried, refused to whom it is not for, and sent twice. */
async function revoke(start: string, title: string, proven: string): Promise<void> {
  await at(start, 238);
  const path = { id: title };
  const body = { case: proven, announcement: "The title is revoked: below its disclosed level." };
  const tried = await read(caq.POST("/v1/titles/{id}/revocation", { params: { path, query: { dryRun: "true" } }, body }));
  is([tried.dryRun, tried.position], [true, undefined]);
  assert(there(tried.facts).some((fact) => name(fact) === "ban_started"));
  const forbidden = await refused(as("enterprise", winner).POST("/v1/titles/{id}/revocation", { params: { path }, body }));
  is([forbidden.status, forbidden.type], [403, "/problems/not-yours-to-do"]);
  const revocations = async () => (await facts()).filter((fact) => name(fact) === "title_revoked").length;
  is(await revocations(), 0);

  const header = { "Idempotency-Key": "revoke-1" };
  const revoked = await done(caq.POST("/v1/titles/{id}/revocation", { params: { path, header }, body }));
  is(await read(caq.POST("/v1/titles/{id}/revocation", { params: { path, header }, body })), revoked);
  is(await revocations(), 1);
  const otherwise = await refused(caq.POST("/v1/titles/{id}/revocation", {
    params: { path, header },
    body: { ...body, announcement: "It is revoked." },
  }));
  is([otherwise.status, otherwise.type], [422, "/problems/idempotency-key-reused"]);
}

/** What everybody reads afterwards. */
async function readBack(title: string, awarded: { position: number; day: string }): Promise<void> {
  const [path, day, lastDay] = [{ id: title }, today, `${Number(today.slice(0, 4)) + 3}${today.slice(4)}`];
  const now = await read(anyone.GET("/v1/titles/{id}", { params: { path, query: { minPosition } } }));
  is([now.status, now.endedOn, now.revocation?.ground], ["revoked", day, "belowDisclosedLevel"]);
  const revocation = there(now.revocation).revocation;
  const announced = await read(anyone.GET("/v1/revocations/{id}", { params: { path: { id: revocation }, query: { minPosition } } }));
  is([announced.title, announced.announcement], [title, "The title is revoked: below its disclosed level."]);

  const why = await read(anyone.GET("/v1/titles/{id}/why", { params: { path, query: { minPosition } } }));
  assert.match(why.answer.en, new RegExp(`was revoked on ${day}`));
  const story = ["standard_declared", "ranking_published", "title_awarded", "facts_stated", "case_decided", "title_revoked"];
  is(why.steps.map(name).filter((type) => story.includes(type)), story);

  const ban = single((await read(anyone.GET("/v1/bans", { params: { query: { enterprise: [winner], minPosition } } }))).items);
  is([ban.ban, ban.from, ban.lastDay, ban.ground, ban.status], [revocation, day, lastDay, "belowDisclosedLevel", "current"]);
  const standing = { creditCode: winner };
  const after = await read(anyone.GET("/v1/enterprises/{creditCode}/standing", { params: { path: standing, query: { minPosition } } }));
  is([after.mayTakePart, after.leader, after.ban, after.barredUntil], [false, "formerly", "currently", lastDay]);
  const knownAt = `${day}T00:00:00+08:00`;
  const before = await read(anyone.GET("/v1/enterprises/{creditCode}/standing", { params: { path: standing, query: { knownAt } } }));
  is([before.mayTakePart, before.leader, before.ban], [true, "currently", "never"]);
  const batch = await read(anyone.POST("/v1/standings", {
    params: { query: { minPosition } },
    body: { items: [winner, second, third].map((code) => ({ creditCode: code })) },
  }));
  is(batch.items.map((item) => [item.creditCode, item.leader, item.mayTakePart]), [
    [winner, "formerly", false], [second, "currently", true], [third, "never", true],
  ]);

  const map = await read(anyone.GET("/v1/titles/{id}/timemap", { params: { path, query: { minPosition, format: "json" } } }));
  const then = await Promise.all(map.mementos.map(async ({ asOf, position }) =>
    (await read(anyone.GET("/v1/titles/{id}", { params: { path, query: { asOf, position } } }))).status));
  is(then.filter((status, i) => status !== then[i - 1]), ["inForce", "revoked"]);

  const pinned = { asOf: awarded.day, position: awarded.position };
  const memento = await anyone.GET("/v1/titles/{id}", { params: { path, query: pinned } });
  is((await read(Promise.resolve(memento))).status, "inForce");
  is(memento.response.headers.get("cache-control"), "public, max-age=31536000, immutable");
  const moving = await anyone.GET("/v1/titles/{id}", { params: { path } });
  const header = { "If-None-Match": there(moving.response.headers.get("etag")) };
  const same = await anyone.GET("/v1/titles/{id}", { params: { path, header } });
  is([moving.response.status, same.response.status], [200, 304]);
}

/** A page of the list at its position, before and after: it never moves, though what it shows does. */
async function page(position: number, asOf: string): Promise<{ etag: string; text: string }> {
  const { data, response } = await anyone.GET("/v1/titles", { params: { query: { position, asOf } }, parseAs: "text" });
  return { etag: there(response.headers.get("etag")), text: there(data) };
}

/** The next cycle: a better standard of an enterprise that is barred is declared, and left out. */
async function applyAgain(start: string): Promise<void> {
  const call = await plan(start);
  await at(start, 120);
  const declaration = await declare(winner, `Q/${winner.slice(-6)} 002-2027`, 700, 45);
  await at(start, 151);
  await openEvaluation(2027);
  const evaluation = await read(anyone.GET("/v1/evaluations/{id}", { params: { path: { id: call }, query: { minPosition } } }));
  is(evaluation.pool.map((candidate) => candidate.enterprise).sort(), [second, third].sort());
  const out = there(evaluation.leftOutOfPool.find((row) => row.declaration === declaration));
  is([out.enterprise, out.ground], [winner, "barred"]);
  const barred = await refused(recordValues(call, declaration, 700, 45));
  is([barred.status, barred.type], [404, "/problems/unknown-candidate"]);
}

/** The feed tells it all, in order: positions rise, and the acts of a life stand as they were done. */
async function readFeed(): Promise<number> {
  const all = await facts();
  const positions = all.map((fact) => Number(fact.id));
  is(positions, [...positions].sort((a, b) => a - b));
  is(new Set(positions).size, positions.length);
  assert(positions.includes(minPosition));
  const life = [
    "plan_made_official", "standard_declared", "evaluation_opened", "objection_lodged", "ranking_published",
    "title_awarded", "complaint_received", "case_opened", "facts_stated", "defence_filed", "case_decided",
    "title_revoked", "ban_started",
  ];
  const first = life.map((type) => all.findIndex((fact) => name(fact) === type));
  is(first, first.filter((place) => place >= 0).sort((a, b) => a - b));
  return all.length;
}

const start = "2026-06-01";
await found(start);
const awarded = await award(start, await plan(start));
const before = await page(awarded.position, awarded.day);
await revoke(start, awarded.title, await prove(start, awarded.title));
await readBack(awarded.title, awarded);
is(await page(awarded.position, awarded.day), before);
await applyAgain("2027-06-01");
console.log(`The client in TypeScript drove title ${awarded.title} from its declaration to the ban, in ${await readFeed()} facts.`);
