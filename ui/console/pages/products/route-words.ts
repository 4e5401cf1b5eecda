import type { ConsoleOutput } from "../../../shared/api.ts";
import { useT } from "../../../shared/words.tsx";

type Route = ConsoleOutput<"products", "list">["rows"][number]["routes"][number];

/** What a route is for, in a line. */
export function useRouteWords(): (route: Route) => string {
  const t = useT();
  return ({ media, operators, provinces, classes }) =>
    [
      t(`media.${media}`),
      operators.map((operator) => t(`operators.${operator}`)).join(t("common.and")),
      provinces?.join(t("common.and")) ?? t("products.allProvinces"),
      classes?.map((name) => t(`classes.${name}`)).join(t("common.and")) ?? t("products.allClasses"),
    ].join(" · ");
}
