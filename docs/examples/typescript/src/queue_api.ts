/** The routes of the queue that the poller uses. */

import { randomUUID } from "node:crypto";

export type Status = "pending" | "processing" | "completed" | "failed";
export type Step = "template_parser" | "web_scraper" | "arxiv_helper" | "email_composer";

export interface QueueItem {
  id: string;
  recipient_name: string;
  status: Status;
  position: number | null;
  email_id: string | null;
  error_message: string | null;
  current_step: Step | null;
  created_at: string;
}

/** An answer that is an error, with the server's sentence. */
export class ApiError extends Error {
  constructor(readonly status: number, detail: string) {
    super(`${status}: ${detail}`);
  }
}

export class QueueApi {
  private etag = "";
  private last: QueueItem[] = [];

  constructor(private readonly url: string, private readonly token: string) {}

  /** Queue a batch, given as the body of the request; the ids in the order of its items. */
  async queueBatch(body: string): Promise<string[]> {
    const headers = { "Content-Type": "application/json", "Idempotency-Key": randomUUID() };
    const answer = await this.send("POST", "/api/queue/batch", headers, body);
    return ((await answer.json()) as { queue_item_ids: string[] }).queue_item_ids;
  }

  /** The queue, oldest first. While nothing changes, the server answers 304 and sends nothing. */
  async list(): Promise<QueueItem[]> {
    const headers: Record<string, string> = this.etag ? { "If-None-Match": this.etag } : {};
    const answer = await this.send("GET", "/api/queue/", headers);
    if (answer.status !== 304) {
      this.last = (await answer.json()) as QueueItem[];
      this.etag = answer.headers.get("ETag") ?? "";
    }
    return this.last;
  }

  /** Put a failed item at the end of the queue, under the same id. */
  async retry(id: string): Promise<void> {
    await this.send("POST", `/api/queue/${id}/retry`);
  }

  private async send(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string,
  ): Promise<Response> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { ...headers, Authorization: `Bearer ${this.token}` },
      body,
    });
    if (answer.status >= 400) {
      const { detail } = (await answer.json()) as { detail: unknown };
      throw new ApiError(answer.status, typeof detail === "string" ? detail : JSON.stringify(detail));
    }
    return answer;
  }
}
