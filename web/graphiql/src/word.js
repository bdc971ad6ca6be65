// The page's own words in Chinese and English. GraphiQL's are GraphiQL's, and those of the schema are the schema's.

const WORDS = {
  zh: {
    title: "仓流 · GraphiQL",
    noToken: "无令牌",
    tokenSet: "有令牌",
    until: (time) => `至 ${time}`,
    note: "# Ctrl+Enter 运行，Ctrl+Space 补全；左上书本图标是说明",
    howToToken: "# 令牌：用启动时打印的地址打开，或在 Headers 填 { \"Authorization\": \"Bearer …\" }",
    roles: {
      administrator: "系统管理员",
      asset_manager: "资产管理员",
      warehouse_keeper: "仓管员",
      waste_officer: "垃圾分类管理员",
      manager: "分管负责人",
      auditor: "审计员",
      partner: "协作方",
    },
  },
  en: {
    title: "Cangliu · GraphiQL",
    noToken: "no token",
    tokenSet: "token set",
    until: (time) => `until ${time}`,
    note: "# Ctrl+Enter runs, Ctrl+Space completes; the book at the top left explains",
    howToToken: "# Token: open an address printed at start, or type { \"Authorization\": \"Bearer …\" } under Headers",
    roles: {
      administrator: "administrator",
      asset_manager: "asset manager",
      warehouse_keeper: "warehouse keeper",
      waste_officer: "waste officer",
      manager: "manager",
      auditor: "auditor",
      partner: "partner",
    },
  },
};

/**
 * The language of the page: what `?lang=` says, else the browser's; Chinese for all that is no English.
 *
 * @param {{ search: string }} location
 * @param {{ languages?: readonly string[], language?: string }} navigator
 * @returns {"zh" | "en"}
 */
export function languageOf(location, navigator) {
  const asked = new URLSearchParams(location.search).get("lang");
  const spoken = navigator.languages?.[0] ?? navigator.language ?? "";
  return (asked ?? spoken).toLowerCase().startsWith("en") ? "en" : "zh";
}

/** The words of a language. */
export const wordsOf = (language) => WORDS[language];

/**
 * What stands in the corner: whom the page's token speaks for.
 *
 * @param {(typeof WORDS)["zh"]} words
 * @param {boolean} hasToken
 * @param {{ subject: string, roles: string[], expires: Date | null } | null} claims
 * @param {string} language
 */
export function holder(words, hasToken, claims, language) {
  if (!hasToken) return words.noToken;
  if (!claims) return words.tokenSet;
  const who = claims.roles.map((role) => words.roles[role] ?? role).join("、") || claims.subject;
  const shown = language === "en" ? who.replaceAll("、", ", ") : who;
  if (!claims.expires) return shown;
  const time = claims.expires.toLocaleTimeString(language === "en" ? "en-GB" : "zh-CN", { timeStyle: "short" });
  return `${shown} · ${words.until(time)}`;
}
