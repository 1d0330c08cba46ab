// What docs/clients.md shows, compiled by check.sh as strictly as TypeScript can, and run where LEADER_URL names a register.
import { readFile } from "node:fs/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "./leader.js";

type Ban = components["schemas"]["BanDoc"];

const address = process.env["LEADER_URL"];
const leader = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: address ?? "http://127.0.0.1:5080" });

/** Whom of its borrowers a bank has to look at. */
async function barred(codes: string[]): Promise<string[]> {
  const { data, error } = await leader.POST("/v1/standings", { body: { items: codes.map((creditCode) => ({ creditCode })) } });
  if (error !== undefined) throw new Error(error.title);
  return data.items.flatMap((item) => ("ban" in item && item.ban === "currently" ? [item.creditCode] : []));
}

/** Who leads a category now, with models and the last day. */
async function leadersOf(category: string): Promise<string[]> {
  const { data, error } = await leader.GET("/v1/leaders", { params: { query: { category: [category], limit: 1000 } } });
  if (error !== undefined) throw new Error(error.title);
  return data.items.map((title) => `${title.enterpriseName} ${title.products.join(", ")} to ${title.lastDay}`);
}

/** The bans in force on a day, as known at an instant or now, page by page; every page at the position of the first. */
async function bansOn(day: string, knownAt?: string): Promise<Ban[]> {
  const bans: Ban[] = [];
  let at: { knownAt?: string; position?: number; after?: string } = knownAt === undefined ? {} : { knownAt };
  for (;;) {
    const { data, error } = await leader.GET("/v1/bans", { params: { query: { asOf: day, covers: day, limit: 100, ...at } } });
    if (error !== undefined) throw new Error(`${error.type}: ${error.detail ?? error.title}`);
    bans.push(...data.items);
    const after = data.next === null ? null : new URL(data.next, "http://x").searchParams.get("after");
    if (after === null) return bans;
    at = { position: data.position, after };
  }
}

/** The places of the ranking in force. */
async function ranking(category: string): Promise<string[]> {
  const { data, error } = await leader.GET("/v1/categories/{id}/ranking", { params: { path: { id: category } } });
  if (error !== undefined) throw new Error(error.title);
  return data.entries.map((row) => `${row.place} ${row.enterpriseName}`);
}

/** What a title was, each time that it changed. */
async function story(title: string): Promise<string[]> {
  const { data, error } = await leader.GET("/v1/titles/{id}/timemap", { params: { path: { id: title }, query: { format: "json" } } });
  if (error !== undefined) throw new Error(error.title);
  return Promise.all(data.mementos.map(async ({ datetime, asOf, position }) => {
    const then = await leader.GET("/v1/titles/{id}", { params: { path: { id: title }, query: { asOf, position } } });
    return `${datetime} ${then.data?.status}`;
  }));
}

/** All facts, in order. */
async function facts(): Promise<number> {
  let [count, after, more] = [0, 0, true];
  while (more) {
    const { data, error } = await leader.GET("/v1/events", { params: { query: { after, limit: 1000 } } });
    if (error !== undefined) throw new Error(error.title);
    [count, after, more] = [count + data.items.length, data.position, data.next !== null];
  }
  return count;
}

/** A file of declarations, tried and not recorded. */
async function tried(path: string, token: string): Promise<string> {
  const { data, error } = await leader.POST("/v1/imports/declarations", {
    params: { query: { dryRun: "true" } },
    headers: { "Content-Type": "text/csv", Authorization: `Bearer ${token}` },
    body: await readFile(path, "utf8"),
    bodySerializer: (file) => file,
  });
  if (error !== undefined) throw new Error(error.title);
  return data.import;
}

if (address !== undefined) {
  const day = "2026-11-20";
  const [bans, leaders, places] = [await bansOn(day), await leadersOf("air-purifier"), await ranking("air-purifier")];
  const then = await bansOn("2022-01-18", "2022-01-20T12:00:00+08:00");
  const [late, codes] = [(await bansOn("2022-01-18")).length - then.length, bans.map((ban) => ban.enterprise)];
  const [revoked, count] = [await story("2023-express-delivery.91120116LP00005818"), await facts()];
  const all = [bans.length, leaders.length, places.length, late, revoked.length, count];
  if (all.some((n) => n === 0)) throw new Error("The demonstration has all.");
  if ((await barred(codes)).length !== new Set(codes).size) throw new Error("Whoever has a ban is barred.");
  const token = process.env["LEADER_TOKEN"];
  if (token !== undefined) console.log(await tried("declarations.csv", token));
  console.log(`The client in TypeScript read ${bans.length} bans, ${leaders.length} leaders and ${count} facts.`);
}
