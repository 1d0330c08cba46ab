// What docs/clients.md shows, compiled by check.sh as strictly as TypeScript can, and run where LEADER_URL names a register.
import createClient from "openapi-fetch";
import type { components, paths } from "./leader.js";

type Ban = components["schemas"]["BanDoc"];

const address = process.env["LEADER_URL"];
const leader = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: address ?? "http://127.0.0.1:5080" });

/** The bans in force on a day, page by page; every page at the position of the first. */
async function bansOn(day: string): Promise<Ban[]> {
  const bans: Ban[] = [];
  let at: { position?: number; after?: string } = {};
  for (;;) {
    const { data, error } = await leader.GET("/v1/bans", { params: { query: { asOf: day, status: ["current"], limit: 100, ...at } } });
    if (error !== undefined) throw new Error(`${error.type}: ${error.detail ?? error.title}`);
    bans.push(...data.items);
    const after = data.next === null ? null : new URL(data.next, "http://x").searchParams.get("after");
    if (after === null) return bans;
    at = { position: data.position, after };
  }
}

/** Who leads a category now. */
async function leadersOf(category: string): Promise<string[]> {
  const { data, error } = await leader.GET("/v1/categories/{id}/leaders", { params: { path: { id: category } } });
  if (error !== undefined) throw new Error(error.title);
  return data.items.map((title) => `${title.enterprise} ${title.number} to ${title.lastDay}`);
}

if (address !== undefined) {
  const bans = await bansOn("2026-11-20");
  const leaders = await leadersOf("air-purifier");
  if (bans.length === 0 || leaders.length === 0) throw new Error("The demonstration has bans and leaders.");
  console.log(`The client in TypeScript read ${bans.length} bans and ${leaders.length} leaders.`);
}
