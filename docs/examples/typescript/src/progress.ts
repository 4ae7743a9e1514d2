/** What a list of queue items says about progress. Times are milliseconds, given by the caller. */

import type { QueueItem, Step } from "./queue_api.js";

export const STUCK_MS = 5 * 60 * 1000;

const PERCENT: Record<Step, number> = {
  template_parser: 25,
  web_scraper: 50,
  arxiv_helper: 75,
  email_composer: 90,
};

/** How much of an item is done: 0 while it waits, 25 to 90 by its step, 100 when it is finished either way. */
export function percent(item: QueueItem): number {
  if (item.status === "processing" && item.current_step !== null) {
    return PERCENT[item.current_step];
  }
  return isFinished(item) ? 100 : 0;
}

export function isFinished(item: QueueItem): boolean {
  return item.status === "completed" || item.status === "failed";
}

/** Whether trying again may help: the server says so with this word. */
export function mayBeTriedAgain(item: QueueItem): boolean {
  return item.status === "failed" && (item.error_message ?? "").includes("timeout");
}

/** Follows items from one look at the queue to the next. */
export class Progress {
  private readonly since = new Map<string, { place: string; at: number }>();
  private firstLook: number | null = null;
  private finishedBefore = 0;

  /** Take in what the queue looks like at this moment. */
  look(items: QueueItem[], now: number): void {
    if (this.firstLook === null) {
      this.firstLook = now;
      this.finishedBefore = items.filter(isFinished).length;
    }
    for (const item of items) {
      const place = `${item.status} ${item.current_step ?? ""}`;
      if (this.since.get(item.id)?.place !== place) {
        this.since.set(item.id, { place, at: now });
      }
    }
  }

  /** Seconds until all are finished, from the pace since the first look; null until one was finished since. */
  estimate(items: QueueItem[], now: number): number | null {
    const finished = items.filter(isFinished).length - this.finishedBefore;
    if (this.firstLook === null || finished <= 0) {
      return null;
    }
    const left = items.filter((item) => !isFinished(item)).length;
    return Math.round((left * (now - this.firstLook)) / finished / 1000);
  }

  /** Items that have been in the same step for more than five minutes. */
  stuck(items: QueueItem[], now: number): QueueItem[] {
    return items.filter((item) => item.status === "processing" && this.inPlace(item, now) > STUCK_MS);
  }

  private inPlace(item: QueueItem, now: number): number {
    return now - (this.since.get(item.id)?.at ?? now);
  }
}
