export { attachmentsOf, filesOf, keepUpload, openUpload, sweepUploads } from './attachments.ts';
