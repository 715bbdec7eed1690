// The query's text area becomes an editor: SPARQL in colours, names completed, Ctrl + Enter runs it.
// It lives in a shadow root: there CodeMirror adopts constructed style sheets, which a strict style-src allows.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { highlightSelectionMatches } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const area = document.querySelector(".editor textarea");
const names = JSON.parse(document.getElementById("vocabulary").textContent);

const completions = (context) => {
  const word = context.matchBefore(/[\w\u4e00-\u9fff]+:?[\w\u4e00-\u9fff]*/);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  const options = names.flatMap(({ name, label }) => [
    { label: name, detail: label, type: "keyword" },
    { label, apply: name, detail: name, type: "text" },
  ]);
  return { from: word.from, options, validFor: /^[\w\u4e00-\u9fff]*:?[\w\u4e00-\u9fff]*$/ };
};

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--good)" },
  { tag: tags.atom, color: "var(--link)" },
  { tag: tags.variableName, color: "var(--ink)" },
  { tag: tags.special(tags.variableName), color: "var(--doubt)" },
  { tag: tags.comment, color: "var(--quiet)" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "var(--paper)", color: "var(--ink)", fontSize: "14.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { fontFamily: "var(--mono)", lineHeight: "1.65", padding: "12px 0", minHeight: "18em", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--quiet)", border: "0" },
  ".cm-activeLine": { backgroundColor: "var(--wash)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--mark)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--figured)", color: "inherit" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", border: "1px solid var(--rule)", borderRadius: "8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--wash)", color: "var(--ink)" },
});

// Typing over a selection: left to Chromium, it writes a style attribute, which the site's style-src forbids.
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || !event.data || view.state.selection.main.empty) return false;
    view.dispatch(view.state.replaceSelection(event.data), { scrollIntoView: true, userEvent: "input.type" });
    event.preventDefault();
    return true;
  },
});

const run = () => { area.form.requestSubmit(); return true; };

const host = document.createElement("div");
host.className = "code";
const root = host.attachShadow({ mode: "open" });
const view = new EditorView({
  root,
  parent: root,
  state: EditorState.create({
    doc: area.value,
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightSelectionMatches(),
      autocompletion({ override: [completions] }),
      StreamLanguage.define(sparql),
      syntaxHighlighting(colours),
      look,
      typeOver,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": "SPARQL 查询", spellcheck: "false" }),
      EditorView.updateListener.of((update) => { if (update.docChanged) area.value = update.state.doc.toString(); }),
      keymap.of([{ key: "Mod-Enter", run }, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
    ],
  }),
});
area.before(host);
area.hidden = true;
document.querySelector('label[for="query"]').addEventListener("click", () => view.focus());
