// The checklist of a provider of one's own, checked when it is defined.

import type { CustomerType } from "../../module/applicant.ts";
import { misuse } from "../../module/error.ts";
import type { Preparation, PreparationItem } from "../../module/form/preparation.ts";
import { namedOptions } from "./named-options.ts";

const WORD = /^[a-z0-9]{1,40}(?:_[a-z0-9]{1,40}){0,8}$/;
const MAX_ITEMS = 50;

/** Returns a copy of the checklists; `undefined` without any. */
export function checkPreparations(given: unknown, types: readonly CustomerType[]): Partial<Record<CustomerType, Preparation>> | undefined {
  if (given === undefined) return undefined;
  const all = namedOptions(given, "preparation", { individual: 1, business: 1 });
  const entries = Object.entries(all).filter(([, one]) => one !== undefined);
  for (const [type] of entries) {
    if (!types.some((one) => one === type)) throw misuse(`preparation.${type} is of no use: applicant has no ${type}.`);
  }
  return Object.fromEntries(entries.map(([type, one]) => [type, check(`preparation.${type}`, one)]));
}

function check(place: string, given: unknown): Preparation {
  const { items, inOneGo, decisionDays } = namedOptions(given, place, { items: 1, inOneGo: 1, decisionDays: 1 });
  if (!Array.isArray(items) || items.length > MAX_ITEMS) throw misuse(`${place}.items must be a list of at most ${MAX_ITEMS} items.`);
  if (inOneGo !== undefined && inOneGo !== true) throw misuse(`${place}.inOneGo must be true, or left out.`);
  return {
    items: items.map((item, at) => itemOf(`${place}.items[${at}]`, item)),
    ...(inOneGo === true && { inOneGo }),
    ...(decisionDays !== undefined && { decisionDays: daysOf(`${place}.decisionDays`, decisionDays) }),
  };
}

function itemOf(place: string, given: unknown): PreparationItem {
  const { kind, required, accepts, maxAgeDays } = namedOptions(given, place, { kind: 1, required: 1, accepts: 1, maxAgeDays: 1 });
  const isWord = (value: unknown): value is string => typeof value === "string" && WORD.test(value);
  if (!isWord(kind)) throw misuse(`${place}.kind must be a word such as "photo_id".`);
  if (typeof required !== "boolean") throw misuse(`${place}.required must be true or false.`);
  const hasWords = accepts === undefined || (Array.isArray(accepts) && accepts.length <= MAX_ITEMS && accepts.every(isWord));
  if (!hasWords) throw misuse(`${place}.accepts must be a list of words such as "passport".`);
  if (maxAgeDays !== undefined && !isCount(maxAgeDays)) throw misuse(`${place}.maxAgeDays must be a whole number of days.`);
  return { kind, required, ...(accepts && { accepts: [...accepts] }), ...(maxAgeDays !== undefined && { maxAgeDays }) };
}

function daysOf(place: string, given: unknown) {
  const { min, max } = namedOptions(given, place, { min: 1, max: 1 });
  if (!isCount(min) || !isCount(max) || min > max) throw misuse(`${place} must be { min, max }, whole numbers of days.`);
  return { min, max };
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= 3650;
}
