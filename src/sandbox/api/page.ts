// Pagination: `per_page` (30, at most 100) and `page`, with the Link header GitHub's clients follow.
import { ok, type Reply } from "./reply.ts";
import type { Context } from "./route.ts";

export interface Page<T> {
  readonly items: readonly T[];
  readonly headers: Readonly<Record<string, string>>;
}

export function pageOf<T>(context: Pick<Context, "world" | "request">, all: readonly T[]): Page<T> {
  const { query } = context.request;
  const size = Math.min(whole(query.get("per_page"), 30), 100);
  const page = whole(query.get("page"), 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const links: string[] = [];
  const link = (relation: string, number: number): void => {
    const params = new URLSearchParams(query);
    params.set("page", String(number));
    links.push(`<${context.world.urls.api}${context.request.path}?${params.toString()}>; rel="${relation}"`);
  };
  if (page > 1) link("prev", Math.min(page - 1, last));
  if (page < last) link("next", page + 1);
  if (page < last) link("last", last);
  if (page > 1) link("first", 1);
  return {
    items: all.slice((page - 1) * size, page * size),
    headers: links.length === 0 ? {} : { link: links.join(", ") },
  };
}

export async function listed<T>(
  context: Context,
  all: readonly T[],
  view: (item: T) => unknown,
): Promise<Reply> {
  const page = pageOf(context, all);
  return ok(await viewAll(page.items, view), page.headers);
}

/** The lists that come as `{total_count, <name>: [...]}`. */
export async function counted<T>(
  context: Context,
  name: string,
  all: readonly T[],
  view: (item: T) => unknown,
  extra: object = {},
): Promise<Reply> {
  const page = pageOf(context, all);
  return ok({ ...extra, total_count: all.length, [name]: await viewAll(page.items, view) }, page.headers);
}

async function viewAll<T>(items: readonly T[], view: (item: T) => unknown): Promise<readonly unknown[]> {
  const views: unknown[] = [];
  for (const item of items) views.push(await view(item));
  return views;
}

function whole(text: string | null, fallback: number): number {
  const value = Number(text ?? Number.NaN);
  return Number.isInteger(value) && value > 0 ? value : fallback;
}
