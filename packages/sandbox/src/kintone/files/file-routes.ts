import { z } from 'zod';
import { newUuid } from '../kintone-domain.ts';
import { invalidInput, KintoneFailure, requiredParameter } from '../kintone-errors.ts';
import { readParams } from '../kintone-input.ts';
import { type KintoneCall, RawAnswer, type Route, route } from '../kintone-router.ts';
import { readSentFile } from './multipart.ts';

/** Files are uploaded first, then named by their key in the record that takes them. */
export const fileRoutes: readonly Route[] = [
  route('POST', 'file', upload, { json: false }),
  route('GET', 'file', download),
];

function upload(call: KintoneCall): object {
  const { domain, request } = call;
  const file = readSentFile(request.headers['content-type'], request.body);
  if (file === undefined) throw invalidInput({ file: [requiredParameter] });
  const { name, contentType, content } = file;
  const stored = { fileKey: newUuid(domain.random), name, contentType, size: String(content.length) };
  domain.files.set(stored.fileKey, { stored, content, attached: false });
  return { fileKey: stored.fileKey };
}

/** Only files of records are given out. */
function download(call: KintoneCall): object {
  const { fileKey } = readParams(call.params, z.object({ fileKey: z.string() }));
  const file = call.domain.files.get(fileKey);
  if (file?.attached !== true) {
    throw new KintoneFailure(404, 'GAIA_BL01', `The specified file (id: ${fileKey}) is not found.`);
  }
  const headers = { 'Content-Type': file.stored.contentType };
  return new RawAnswer({ status: 200, headers, body: file.content });
}
