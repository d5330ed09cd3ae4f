CREATE TABLE `blobs` (
	`blob_id` text NOT NULL,
	`start` integer NOT NULL,
	`length` integer NOT NULL,
	`total` integer NOT NULL,
	`piece` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `blobs_blob_start` ON `blobs` (`blob_id`,`start`);--> statement-breakpoint
CREATE TABLE `events` (
	`sequence` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`thread_id` text NOT NULL,
	`version` integer NOT NULL,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`payload` text NOT NULL,
	`private` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_thread_version` ON `events` (`thread_id`,`version`);--> statement-breakpoint
CREATE INDEX `events_thread_sequence` ON `events` (`thread_id`,`sequence`);--> statement-breakpoint
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `receipts` (
	`command_id` text PRIMARY KEY NOT NULL,
	`thread_id` text,
	`payload_hash` text NOT NULL,
	`at` integer NOT NULL,
	`answer` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `items` (
	`item_id` text PRIMARY KEY NOT NULL,
	`thread_id` text NOT NULL,
	`turn_id` text NOT NULL,
	`order` integer NOT NULL,
	`status` text NOT NULL,
	`item` text NOT NULL,
	CONSTRAINT "items_status" CHECK(status IN ('streaming', 'done', 'partial'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `items_thread_order` ON `items` (`thread_id`,`order`);--> statement-breakpoint
CREATE INDEX `items_turn_order` ON `items` (`turn_id`,`order`);--> statement-breakpoint
CREATE INDEX `items_streaming` ON `items` (`thread_id`) WHERE status = 'streaming';--> statement-breakpoint
CREATE TABLE `queued_messages` (
	`thread_id` text NOT NULL,
	`message_id` text NOT NULL,
	`position` integer NOT NULL,
	`state` text NOT NULL,
	`message` text NOT NULL,
	PRIMARY KEY(`thread_id`, `message_id`),
	CONSTRAINT "queued_messages_state" CHECK(state IN ('queued', 'delivering', 'returned'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `queued_messages_one_delivering` ON `queued_messages` (`thread_id`) WHERE state = 'delivering';--> statement-breakpoint
CREATE TABLE `requests` (
	`request_id` text PRIMARY KEY NOT NULL,
	`thread_id` text NOT NULL,
	`turn_id` text NOT NULL,
	`state` text NOT NULL,
	`opened_at` integer NOT NULL,
	`request` text NOT NULL,
	`live` text,
	`private` text,
	CONSTRAINT "requests_state" CHECK(state IN ('open', 'answering', 'resolved', 'expired')),
	CONSTRAINT "requests_live_while_open" CHECK((state IN ('open', 'answering')) = (live IS NOT NULL))
);
--> statement-breakpoint
CREATE INDEX `requests_turn` ON `requests` (`turn_id`,`opened_at`);--> statement-breakpoint
CREATE INDEX `requests_live` ON `requests` (`thread_id`) WHERE live IS NOT NULL;--> statement-breakpoint
CREATE TABLE `sessions` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`epoch` integer NOT NULL,
	`active_turn_id` text,
	`pending_turn_id` text,
	`bound` integer NOT NULL,
	`unsettled` integer NOT NULL,
	`session` text NOT NULL,
	`binding` text,
	CONSTRAINT "sessions_status" CHECK(status IN ('stopped', 'starting', 'ready', 'running', 'error')),
	CONSTRAINT "sessions_running_has_its_turn" CHECK((status = 'running') = (active_turn_id IS NOT NULL)),
	CONSTRAINT "sessions_pending_only_starting" CHECK(pending_turn_id IS NULL OR status = 'starting'),
	CONSTRAINT "sessions_bound_by_status" CHECK((status NOT IN ('ready', 'running') OR bound = 1) AND (status <> 'stopped' OR bound = 0))
);
--> statement-breakpoint
CREATE INDEX `sessions_unsettled` ON `sessions` (`thread_id`) WHERE unsettled = 1;--> statement-breakpoint
CREATE INDEX `sessions_bound` ON `sessions` (`thread_id`) WHERE bound = 1;--> statement-breakpoint
CREATE TABLE `streaming_texts` (
	`item_id` text PRIMARY KEY NOT NULL,
	`thread_id` text NOT NULL,
	`length` integer NOT NULL,
	`escaped` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `streaming_texts_thread` ON `streaming_texts` (`thread_id`);--> statement-breakpoint
CREATE TABLE `threads` (
	`thread_id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`version` integer NOT NULL,
	`removed` integer NOT NULL,
	`archived` integer NOT NULL,
	`waiting` integer NOT NULL,
	`last_activity_at` integer NOT NULL,
	`damaged` integer DEFAULT 0 NOT NULL,
	`facts` text NOT NULL,
	`turn` text,
	`last_turn` text,
	`hold` text,
	`summary` text NOT NULL,
	CONSTRAINT "threads_version" CHECK(version >= 1)
);
--> statement-breakpoint
CREATE INDEX `threads_listed` ON `threads` (`removed`,`archived`,`last_activity_at`,`thread_id`);--> statement-breakpoint
CREATE INDEX `threads_of_project` ON `threads` (`project_id`,`removed`,`archived`,`last_activity_at`,`thread_id`);--> statement-breakpoint
CREATE INDEX `threads_waiting` ON `threads` (`thread_id`) WHERE waiting = 1;--> statement-breakpoint
CREATE TABLE `turns` (
	`turn_id` text PRIMARY KEY NOT NULL,
	`thread_id` text NOT NULL,
	`number` integer NOT NULL,
	`state` text NOT NULL,
	`message_id` text,
	`turn` text NOT NULL,
	CONSTRAINT "turns_state" CHECK(state IN ('pending', 'running', 'completed', 'interrupted', 'error'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `turns_thread_number` ON `turns` (`thread_id`,`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `turns_one_unsettled` ON `turns` (`thread_id`) WHERE state IN ('pending', 'running');--> statement-breakpoint
CREATE INDEX `turns_message` ON `turns` (`thread_id`,`message_id`) WHERE message_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `access_links` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE TABLE `access_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`user_agent` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `access_sessions_token` ON `access_sessions` (`token_hash`);--> statement-breakpoint
CREATE INDEX `access_sessions_expiry` ON `access_sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `projects` (
	`project_id` text PRIMARY KEY NOT NULL,
	`path` text NOT NULL,
	`title` text NOT NULL,
	`created_at` integer NOT NULL,
	`sample` integer NOT NULL
);
