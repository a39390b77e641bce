// The front page and the page of an account: which repositories there are.

import { roleOf } from "../world/roles.ts";
import type { Account, Repository } from "../world/types.ts";
import { fullName } from "../world/world.ts";
import { type Html, html } from "./html.ts";
import { page, type View } from "./layout.ts";

export function maySee(view: View, repository: Repository): boolean {
  if (!repository.private) return true;
  return view.viewer !== undefined && roleOf(repository, view.viewer) !== undefined;
}

export function homePage(view: View): string {
  return page(view, "Repositories", html`<h1>Repositories</h1>${list(view, view.world.repositories)}`);
}

export function accountPage(view: View, account: Account): string {
  const own = view.world.repositories.filter((repository) => repository.owner.id === account.id);
  const installed = view.world.installations.filter((installation) => installation.account.id === account.id);
  const apps = installed.map((installation) => installation.app.slug).join(", ");
  return page(
    view,
    account.login,
    html`<h1>${account.login}</h1><p class="muted">Installed Apps: ${apps === "" ? "none" : apps}</p>${list(view, own)}`,
  );
}

function list(view: View, repositories: readonly Repository[]): Html {
  const visible = repositories.filter((repository) => maySee(view, repository));
  if (visible.length === 0) {
    return html`<p class="muted">Nothing to see here. Private repositories show once you switch to somebody who may see them.</p>`;
  }
  return html`<div class="box">${visible.map(
    (
      repository,
    ) => html`<div class="row"><a class="grow" href="/${fullName(repository)}">${fullName(repository)}</a>
<span class="muted">${repository.description ?? ""}</span><span class="label">${repository.private ? "Private" : "Public"}</span></div>`,
  )}</div>`;
}
