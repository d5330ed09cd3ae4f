CREATE TABLE `searched_items` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`item_id` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `searched_items_item` ON `searched_items` (`item_id`);
--> statement-breakpoint
CREATE VIRTUAL TABLE `item_texts` USING fts5(text, tokenize = 'unicode61 remove_diacritics 2');
--> statement-breakpoint
CREATE VIEW `searchable_items` AS
SELECT item_id, substr(json_extract(item, '$.text'), 1, 100000) AS text FROM items
WHERE status <> 'streaming' AND CASE WHEN json_valid(item) THEN json_extract(item, '$.kind') IN ('user', 'assistant', 'plan') ELSE 0 END;
--> statement-breakpoint
CREATE TRIGGER `items_search_insert` AFTER INSERT ON `items` WHEN new.status <> 'streaming' BEGIN
	INSERT INTO searched_items (item_id) SELECT item_id FROM searchable_items WHERE item_id = new.item_id ON CONFLICT DO NOTHING;
	INSERT INTO item_texts (rowid, text)
	SELECT s.id, i.text FROM searchable_items i JOIN searched_items s ON s.item_id = i.item_id WHERE i.item_id = new.item_id;
END;
--> statement-breakpoint
CREATE TRIGGER `items_search_update` AFTER UPDATE OF `status`, `item` ON `items` WHEN old.item IS NOT new.item OR old.status <> new.status BEGIN
	DELETE FROM item_texts WHERE rowid = (SELECT id FROM searched_items WHERE item_id = old.item_id);
	INSERT INTO searched_items (item_id) SELECT item_id FROM searchable_items WHERE item_id = new.item_id ON CONFLICT DO NOTHING;
	INSERT INTO item_texts (rowid, text)
	SELECT s.id, i.text FROM searchable_items i JOIN searched_items s ON s.item_id = i.item_id WHERE i.item_id = new.item_id;
END;
--> statement-breakpoint
CREATE TRIGGER `items_search_delete` AFTER DELETE ON `items` BEGIN
	DELETE FROM item_texts WHERE rowid = (SELECT id FROM searched_items WHERE item_id = old.item_id);
END;
--> statement-breakpoint
INSERT INTO searched_items (item_id)
SELECT s.item_id FROM searchable_items s JOIN items i ON i.item_id = s.item_id ORDER BY json_extract(i.item, '$.createdAt');
--> statement-breakpoint
INSERT INTO item_texts (rowid, text) SELECT s.id, i.text FROM searched_items s JOIN searchable_items i ON i.item_id = s.item_id;
