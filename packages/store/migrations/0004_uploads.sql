CREATE TABLE `uploads` (
	`blob_id` text PRIMARY KEY NOT NULL,
	`mime` text NOT NULL,
	`bytes` integer NOT NULL,
	`uploaded_at` integer NOT NULL,
	`used` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `uploads_unused` ON `uploads` (`used`,`uploaded_at`);