import { fixedStart, shapeOf, type TemplateShape } from "./templates.ts";

/** Steps that a search may still take; see `TemplateMatcher.matches`. */
export interface MatchBudget {
  steps: number;
}

/** Units of its first literal by which a template is filed, at most. */
const FILED_BY = 16;
/** Units that are compared in about the time of a step. */
const UNITS_A_STEP = 16;

/** A template as it is filed. Its shape is worked out when a text first comes near it: most of a long list never are. */
interface Filed {
  readonly template: string;
  shape?: TemplateShape;
}

/**
 * Finds out whether a text is what one of many templates stands for. Templates are filed by their first units, so that a
 * text is compared with those only that begin as it does.
 */
export class TemplateMatcher {
  readonly #byStart = new Map<string, Filed[]>();

  /** @param templates texts of either placeholder style */
  constructor(templates: readonly string[]) {
    for (const template of templates) {
      const start = fixedStart(template).slice(0, FILED_BY);
      const neighbours = this.#byStart.get(start);
      if (neighbours === undefined) this.#byStart.set(start, [{ template }]);
      else neighbours.push({ template });
    }
  }

  /**
   * Does the whole text match a template? One template takes at most the product of its length and the text's, and no more
   * than the text's length in all ordinary cases; whatever templates there are, the search ends when the budget is used up
   * (a step is some 20 ns), and says no.
   */
  matches(text: string, budget: MatchBudget): boolean {
    for (let length = 0; length <= Math.min(FILED_BY, text.length); length++) {
      for (const filed of this.#byStart.get(text.slice(0, length)) ?? []) {
        if (budget.steps <= 0) return false;
        budget.steps -= filed.shape === undefined ? filed.template.length : 1;
        filed.shape ??= shapeOf(filed.template);
        if (fits(filed.shape, text, budget)) return true;
      }
    }
    return false;
  }
}

/**
 * Keeps every place where the text read so far may end: whichever run took how much, only the places matter, so nothing is
 * tried twice.
 */
function fits({ literals, gaps }: TemplateShape, text: string, budget: MatchBudget): boolean {
  let ends: readonly number[] = [0];
  for (let index = 0; index < literals.length; index++) {
    const literal = literals[index] as string;
    const gap = gaps[index] as number;
    const last = text.length - literal.length;
    const cost = 1 + Math.floor(literal.length / UNITS_A_STEP);
    const reached: number[] = [];
    let untried = 0;
    for (const end of ends) {
      for (untried = Math.max(untried, end); untried <= Math.min(end + gap, last); untried++) {
        budget.steps -= cost;
        if (budget.steps < 0) return false;
        if (text.startsWith(literal, untried)) reached.push(untried + literal.length);
      }
    }
    if (reached.length === 0) return false;
    ends = reached;
  }
  return text.length - (ends.at(-1) as number) <= (gaps.at(-1) as number);
}
