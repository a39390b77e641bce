/** Webhook deliveries seen in the last days. */
import type { DeliveryLog } from "../ports/queue.ts";
import type { Sql } from "./database.ts";

/** GitHub lets a delivery be sent again for three days; a week is past that. */
const keptDays = 7;

export function deliveryLog(sql: Sql): DeliveryLog {
  return {
    wasSeen: async (id) => {
      const rows = await sql.run("SELECT 1 FROM tidegate.delivery WHERE id = $1", [id]);
      return rows.length > 0;
    },
    remember: async (id) => {
      await sql.run("INSERT INTO tidegate.delivery (id) VALUES ($1) ON CONFLICT DO NOTHING", [id]);
    },
  };
}

/** Forgets what is too old to come again. */
export async function forgetOldDeliveries(sql: Sql): Promise<void> {
  await sql.run("DELETE FROM tidegate.delivery WHERE seen < now() - make_interval(days => $1)", [keptDays]);
}
