// Every endpoint there is. What is not here answers 404, as an unknown path does on GitHub.

import type { Deliveries } from "../webhooks/deliveries.ts";
import { accountRoutes } from "./accounts.ts";
import { appRoutes } from "./apps.ts";
import { checkRoutes } from "./checks.ts";
import { commentRoutes } from "./comments.ts";
import { commitRoutes } from "./commits.ts";
import { contentRoutes } from "./contents.ts";
import { gitDataRoutes } from "./git-data.ts";
import { hookRoutes } from "./hooks.ts";
import { issueRoutes } from "./issues.ts";
import { labelRoutes } from "./labels.ts";
import { type Limits, viewLimits } from "./limits.ts";
import { pullRoutes } from "./pulls.ts";
import { reactionRoutes } from "./reactions.ts";
import { refRoutes } from "./refs.ts";
import { ok } from "./reply.ts";
import { repositoryRoutes } from "./repositories.ts";
import { forAnyone, type Route } from "./route.ts";
import { statusRoutes } from "./statuses.ts";

export function allRoutes(deliveries: Deliveries, limits: Limits): readonly Route[] {
  return [
    ...accountRoutes,
    ...appRoutes,
    ...hookRoutes(deliveries),
    ...repositoryRoutes,
    ...contentRoutes,
    ...gitDataRoutes,
    ...refRoutes,
    ...commitRoutes,
    ...pullRoutes,
    ...issueRoutes,
    ...commentRoutes,
    ...reactionRoutes,
    ...labelRoutes,
    ...checkRoutes,
    ...statusRoutes,
    forAnyone("GET", "/rate_limit", (context) => ok(viewLimits(limits.budgetOf(context.caller)))),
  ];
}
