// Routes the pages. No script runs in them, nothing is loaded from elsewhere, and the headers say so to the browser.

import { pullFiles } from "../actions/pull-facts.ts";
import { ApiError, forbidden, notFound } from "../world/errors.ts";
import type { Repository } from "../world/types.ts";
import { findAccount, findIssue, findPull, findRepository, type World } from "../world/world.ts";
import { blobPage, branchesPage, commitPage, commitsPage, splitRefPath, treePage } from "./code.ts";
import { submitForm } from "./forms.ts";
import { accountPage, homePage, maySee } from "./home.ts";
import { html } from "./html.ts";
import { issuePage, issuesPage, newIssuePage } from "./issue.ts";
import { page, repositoryHead, type View } from "./layout.ts";
import { pullPage, showRun } from "./pull.ts";
import type { PageAnswer, PageRequest } from "./request.ts";
import { createSessions, type Sessions } from "./session.ts";
import { AVATAR, STYLE } from "./style.ts";

const HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
};

interface Shown {
  readonly body: string | Buffer;
  readonly type?: string;
  readonly redirect?: string;
  readonly cookie?: string;
}

export function createPages(
  world: World,
  firstViewer?: string,
): (request: PageRequest) => Promise<PageAnswer> {
  const sessions = createSessions(world, firstViewer);
  return async (request) => {
    const session = sessions.read(request);
    const view: View = {
      world,
      viewer: session.account,
      formToken: session.formToken,
      path: request.url.pathname,
    };
    const user = session.account?.login ?? "nobody";
    const cookie: Record<string, string> =
      session.cookie === undefined ? {} : { "set-cookie": session.cookie };
    try {
      if (request.method === "POST" && !sessions.isOwnForm(request, session)) {
        throw forbidden("This form was not sent from a page of the sandbox. Reload the page and try again.");
      }
      const shown =
        request.method === "POST" ? await post(sessions, view, request) : await show(view, request.url);
      const headers: Record<string, string> = {
        ...HEADERS,
        ...cookie,
        ...(shown.type === undefined ? {} : { "content-type": shown.type }),
      };
      if (shown.redirect === undefined) return { status: 200, headers, body: shown.body, user };
      const set: Record<string, string> = shown.cookie === undefined ? {} : { "set-cookie": shown.cookie };
      return { status: 303, headers: { ...headers, ...set, location: shown.redirect }, body: "", user };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return {
        status: error.status,
        headers: { ...HEADERS, ...cookie },
        body: problemPage(view, error),
        user,
      };
    }
  };
}

function problemPage(view: View, error: ApiError): string {
  const details = (error.errors ?? []).flatMap((problem) =>
    typeof problem === "string"
      ? [problem]
      : [problem.message ?? `${problem.field ?? problem.resource}: ${problem.code}`],
  );
  return page(
    view,
    error.message,
    html`<h1>${error.message}</h1><div class="notice" role="alert">${[error.message, ...details].join(" — ")}</div><p><a href="/">Repositories</a></p>`,
  );
}

async function post(sessions: Sessions, view: View, request: PageRequest): Promise<Shown> {
  if (request.url.pathname === "/session") {
    const account = findAccount(view.world, request.form.get("login") ?? "");
    const back = request.form.get("back") ?? "/";
    const cookie = sessions.cookieFor(account?.kind === "User" ? account : undefined);
    return { body: "", redirect: /^\/(?![/\\])/.test(back) ? back : "/", cookie };
  }
  const [owner = "", name = "", ...rest] = segments(request.url);
  const repository = visible(view, owner, name);
  const { viewer } = view;
  if (viewer === undefined) throw forbidden("Switch to somebody first: nobody cannot do this.");
  const next = await repository.lock.run(() =>
    submitForm(view.world, repository, viewer, rest, request.form),
  );
  return { body: "", redirect: next };
}

function segments(url: URL): readonly string[] {
  try {
    return url.pathname.split("/").slice(1).map(decodeURIComponent);
  } catch {
    throw notFound();
  }
}

function visible(view: View, owner: string, name: string): Repository {
  const repository = findRepository(view.world, owner, name);
  if (repository === undefined || !maySee(view, repository)) throw notFound();
  return repository;
}

async function show(view: View, url: URL): Promise<Shown> {
  const [owner = "", name, section, ...rest] = segments(url);
  if (owner === "") return { body: homePage(view) };
  if (owner === "assets" && name === "style.css") return { body: STYLE, type: "text/css; charset=utf-8" };
  if (owner === "assets" && name === "avatar.svg") return { body: AVATAR, type: "image/svg+xml" };
  if (name === undefined || name === "") {
    const account = findAccount(view.world, owner);
    if (account === undefined) throw notFound();
    return { body: accountPage(view, account) };
  }
  return showInRepository(view, visible(view, owner, name), section ?? "", rest);
}

async function showInRepository(
  view: View,
  repository: Repository,
  section: string,
  rest: readonly string[],
): Promise<Shown> {
  const tail = rest.join("/");
  switch (section) {
    case "":
    case "tree":
      return { body: await treePage(view, repository, tail) };
    case "blob":
      return { body: await blobPage(view, repository, tail) };
    case "raw":
      return showRaw(repository, tail);
    case "branches":
      return { body: await branchesPage(view, repository) };
    case "commits":
      return { body: await commitsPage(view, repository, tail) };
    case "commit":
      return { body: await commitPage(view, repository, tail) };
    case "runs": {
      const run = repository.checkRuns.find((known) => String(known.id) === tail);
      if (run === undefined) throw notFound();
      return {
        body: page(view, run.name, html`${repositoryHead(repository, "code")}${showRun(repository, run)}`),
      };
    }
    case "pulls":
      return { body: issuesPage(view, repository, "pulls") };
    case "issues":
      return showIssue(view, repository, rest[0]);
    case "pull":
      return showPull(view, repository, rest[0] ?? "", rest[1] ?? "");
    default:
      throw notFound();
  }
}

function showIssue(view: View, repository: Repository, number: string | undefined): Shown {
  if (number === undefined) return { body: issuesPage(view, repository, "issues") };
  if (number === "new") return { body: newIssuePage(view, repository) };
  const issue = findIssue(repository, Number(number));
  if (issue === undefined) throw notFound();
  if (issue.pull !== undefined) {
    return { body: "", redirect: view.path.replace(/\/issues\/(\d+)$/, "/pull/$1") };
  }
  return { body: issuePage(view, repository, issue) };
}

async function showPull(view: View, repository: Repository, number: string, tab: string): Promise<Shown> {
  const issue = findPull(repository, Number.parseInt(number, 10));
  if (issue === undefined) throw notFound();
  if (number.endsWith(".diff")) {
    const files = await pullFiles(repository, issue);
    const text = files.map(
      (file) => `--- a/${file.previousPath ?? file.path}\n+++ b/${file.path}\n${file.patch ?? ""}\n`,
    );
    return { body: text.join(""), type: "text/plain; charset=utf-8" };
  }
  const known = tab === "" ? "conversation" : tab;
  if (known !== "conversation" && known !== "commits" && known !== "checks" && known !== "files")
    throw notFound();
  return { body: await pullPage(view, repository, issue, known) };
}

async function showRaw(repository: Repository, tail: string): Promise<Shown> {
  const { sha, path } = await splitRefPath(repository, tail);
  const entry = await repository.git.entry(sha, path);
  if (entry === undefined || entry.type !== "blob") throw notFound();
  return { body: await repository.git.blob(entry.sha), type: "text/plain; charset=utf-8" };
}
