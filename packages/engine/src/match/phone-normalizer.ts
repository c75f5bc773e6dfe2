import { createNormalizers } from '@linkwright/core';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** E.164 where the number says its country; otherwise its digits, which still find an equally written twin. */
function normalizePhone(text: string): string {
  const parsed = parsePhoneNumberFromString(text);
  return parsed?.number ?? text.replace(/\D/g, '');
}

/** All normalizers, `phone` by a library: core stays free of it. */
export const normalizers = createNormalizers({ phone: normalizePhone });
