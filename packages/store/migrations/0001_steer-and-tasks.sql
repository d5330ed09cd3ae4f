CREATE TABLE `steered_prompts` (
	`thread_id` text NOT NULL,
	`message_id` text NOT NULL,
	`turn_id` text NOT NULL,
	PRIMARY KEY(`thread_id`, `message_id`)
);
--> statement-breakpoint
CREATE INDEX `steered_prompts_turn` ON `steered_prompts` (`turn_id`);--> statement-breakpoint
CREATE TABLE `tasks` (
	`task_id` text PRIMARY KEY NOT NULL,
	`thread_id` text NOT NULL,
	`private` text
);
--> statement-breakpoint
CREATE INDEX `tasks_thread` ON `tasks` (`thread_id`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_queued_messages` (
	`thread_id` text NOT NULL,
	`message_id` text NOT NULL,
	`position` real NOT NULL,
	`state` text NOT NULL,
	`message` text NOT NULL,
	PRIMARY KEY(`thread_id`, `message_id`),
	CONSTRAINT "queued_messages_state" CHECK(state IN ('queued', 'steering', 'delivering', 'returned'))
);
--> statement-breakpoint
INSERT INTO `__new_queued_messages`("thread_id", "message_id", "position", "state", "message") SELECT "thread_id", "message_id", "position", "state", "message" FROM `queued_messages`;--> statement-breakpoint
DROP TABLE `queued_messages`;--> statement-breakpoint
ALTER TABLE `__new_queued_messages` RENAME TO `queued_messages`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `queued_messages_one_delivering` ON `queued_messages` (`thread_id`) WHERE state = 'delivering';