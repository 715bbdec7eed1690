/** Finding a thing by what somebody types: a name, an alias, part of one, its pinyin, or the first letters of that. */

/** Letters as a searcher means them: full-width as half-width, capitals as small, no spaces or quotation marks. */
function fold(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s"'“”‘’「」《》]/gu, "");
}

/**
 * node.sounds[i] is the pinyin of the i-th of [label, ...aliases], a syllable a character with blanks between, or "".
 * Returns find(text, limit) → [{node, name}…]: whole names first, then whole sounds, beginnings, parts, parts of sounds.
 */
function createFinder(nodes, byWeight) {
  const index = nodes.flatMap((node) =>
    [node.label, ...node.aliases].map((name, i) => {
      const syllables = (node.sounds[i] || "").split(" ");
      const tails = syllables.map((_, at) => syllables.slice(at, at + 12).join(""));
      return {
        node,
        name,
        folded: fold(name),
        sound: syllables.join(""),
        tails,
        initials: syllables.map((s) => s[0] ?? "").join(""),
        alias: i > 0,
      };
    }),
  );

  function rank({ folded, sound, tails, initials }, wanted, latin) {
    if (folded === wanted) return 0;
    if (latin && sound === wanted) return 1;
    if (latin && initials === wanted) return 2;
    if (folded.startsWith(wanted)) return 3;
    if (folded.includes(wanted)) return 4;
    if (!latin) return -1;
    if (initials.startsWith(wanted)) return 5;
    if (tails.some((tail) => tail.startsWith(wanted))) return 6;
    return initials.includes(wanted) ? 7 : -1;
  }

  return function find(text, limit) {
    const wanted = fold(text);
    if (!wanted) return [];
    const latin = /^[a-z]{2,}$/.test(wanted);
    const best = new Map();
    for (const entry of index) {
      const found = rank(entry, wanted, latin);
      if (found < 0) continue;
      const hit = { node: entry.node, name: entry.name, rank: 2 * found + (entry.alias ? 1 : 0) };
      if (!best.has(entry.node) || hit.rank < best.get(entry.node).rank) best.set(entry.node, hit);
    }
    return [...best.values()].sort((a, b) => a.rank - b.rank || byWeight(a.node, b.node)).slice(0, limit);
  };
}
