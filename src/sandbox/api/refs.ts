// Refs of the Git Data API. Updating refuses what is not a fast-forward unless told `force`.

import { moveRef } from "../actions/refs.ts";
import { isRefName } from "../git/store.ts";
import { viewRef } from "../views/commit.ts";
import { notFound, unprocessable } from "../world/errors.ts";
import { param } from "./find.ts";
import { created, noContent, ok } from "./reply.ts";
import { type RepositoryContext, type Route, reads, writes } from "./route.ts";

const CONTENTS = ["contents"] as const;

export const refRoutes: readonly Route[] = [
  reads("/git/ref/{ref}", CONTENTS, async (context) => {
    const ref = `refs/${param(context, "ref")}`;
    const sha = (await context.repository.git.refs()).get(ref);
    if (sha === undefined) throw notFound();
    return ok(viewRef(context.world, context.repository, ref, sha));
  }),
  reads("/git/matching-refs/{ref}", CONTENTS, async (context) => {
    const prefix = `refs/${param(context, "ref")}`;
    const refs = [...(await context.repository.git.refs())].filter(([ref]) => ref.startsWith(prefix));
    return ok(refs.map(([ref, sha]) => viewRef(context.world, context.repository, ref, sha)));
  }),
  writes("POST", "/git/refs", CONTENTS, "write", async (context) => {
    const { world, repository, actor } = context;
    const fields = context.fields("Reference");
    const [ref, sha] = [fields.text("ref"), fields.text("sha")];
    await checkRefName(context, ref);
    if ((await repository.git.typeOf(sha)) !== "commit") throw unprocessable("Object does not exist");
    const refs = await repository.git.refs();
    if (refs.has(ref)) throw unprocessable("Reference already exists");
    // git keeps refs as files: `a` and `a/b` cannot both be branches.
    for (const other of refs.keys()) {
      if (other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`))
        throw unprocessable("Reference cannot be created");
    }
    await moveRef(world, repository, actor, ref, sha);
    const view = viewRef(world, repository, ref, sha);
    return created(view, view.url);
  }),
  writes("PATCH", "/git/refs/{ref}", CONTENTS, "write", async (context) => {
    const { world, repository, actor } = context;
    const ref = `refs/${param(context, "ref")}`;
    const fields = context.fields("Reference");
    const sha = fields.text("sha");
    const before = (await repository.git.refs()).get(ref);
    if (before === undefined) throw unprocessable("Reference does not exist");
    await checkRefName(context, ref);
    if ((await repository.git.typeOf(sha)) !== "commit") throw unprocessable("Object does not exist");
    if (fields.flag("force") !== true && !(await repository.git.isAncestor(before, sha))) {
      throw unprocessable("Update is not a fast forward");
    }
    await moveRef(world, repository, actor, ref, sha);
    return ok(viewRef(world, repository, ref, sha));
  }),
  writes("DELETE", "/git/refs/{ref}", CONTENTS, "write", async (context) => {
    const { world, repository, actor } = context;
    const ref = `refs/${param(context, "ref")}`;
    if (!(await repository.git.refs()).has(ref)) throw unprocessable("Reference does not exist");
    await checkRefName(context, ref);
    if (ref === `refs/heads/${repository.defaultBranch}`)
      throw unprocessable("Cannot delete the default branch");
    await moveRef(world, repository, actor, ref, undefined);
    return noContent();
  }),
];

async function checkRefName(context: RepositoryContext, ref: string): Promise<void> {
  const isBranchOrTag = /^refs\/(?:heads|tags)\/./.test(ref);
  if (!isBranchOrTag || !(await isRefName(context.repository.git.directory, ref))) {
    throw unprocessable(
      "Reference name is not valid. Only refs under refs/heads/ and refs/tags/ can be changed.",
    );
  }
}
