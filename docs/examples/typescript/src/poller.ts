/**
 * Waits until all items of the queue are completed or failed, and shows how far they are.
 *
 *   node dist/poller.js [--batch FILE] [--resubmit]
 *
 * SCRIBE_URL and SCRIBE_TOKEN come from the environment. With --batch the file is queued first, and only its items
 * are followed. With --resubmit, items that failed with a timeout are tried again, each once. Ends with exit code 0
 * when all were completed, else with 1.
 */

import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

import { Progress, isFinished, mayBeTriedAgain, percent } from "./progress.js";
import { QueueApi, type QueueItem } from "./queue_api.js";

const POLL_MS = 2000;

const { values: options } = parseArgs({
  options: { batch: { type: "string" }, resubmit: { type: "boolean", default: false } },
});

async function main(): Promise<number> {
  const api = new QueueApi(required("SCRIBE_URL"), required("SCRIBE_TOKEN"));
  const own = options.batch ? new Set(await api.queueBatch(await readFile(options.batch, "utf8"))) : null;
  const progress = new Progress();
  const triedAgain = new Set<string>();
  for (;;) {
    const items = (await api.list()).filter((item) => own === null || own.has(item.id));
    progress.look(items, Date.now());
    show(items, progress);
    const again = options.resubmit ? items.filter((item) => mayBeTriedAgain(item) && !triedAgain.has(item.id)) : [];
    for (const item of again) {
      await api.retry(item.id);
      triedAgain.add(item.id);
      console.log(`${item.recipient_name}: trying again (${item.error_message})`);
    }
    if (again.length === 0 && items.every(isFinished)) {
      return report(items);
    }
    await sleep(POLL_MS);
  }
}

function show(items: QueueItem[], progress: Progress): void {
  for (const item of items.filter((one) => one.status === "processing")) {
    console.log(`  ${item.recipient_name}: ${percent(item)} % (${item.current_step})`);
  }
  for (const item of progress.stuck(items, Date.now())) {
    console.log(`  ${item.recipient_name} has been in ${item.current_step} for more than 5 minutes`);
  }
  const total = items.reduce((sum, item) => sum + percent(item), 0);
  const whole = items.length === 0 ? 100 : Math.floor(total / items.length);
  const seconds = progress.estimate(items, Date.now());
  const rest = seconds === null ? "no estimate yet" : `about ${seconds} s left`;
  console.log(`${whole} % of ${items.length} items, ${rest}`);
}

function report(items: QueueItem[]): number {
  const failed = items.filter((item) => item.status === "failed");
  for (const item of failed) {
    console.log(`${item.recipient_name} failed: ${item.error_message}`);
  }
  console.log(`${items.length - failed.length} completed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set. See the README beside this example.`);
  }
  return value;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
