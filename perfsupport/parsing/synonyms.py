"""Keys as other tools and other people call them."""

from __future__ import annotations

SYNONYMS = {
    "action": ("do",),
    "actions": ("do",),
    "answer": ("label",),
    "answers": ("options",),
    "author": ("owner",),
    "body": ("detail", "say"),
    "branches": ("route",),
    "call": ("run",),
    "choices": ("options",),
    "condition": ("when",),
    "conditions": ("route",),
    "default": ("otherwise", "fallback"),
    "description": ("summary", "detail"),
    "details": ("detail",),
    "else": ("otherwise", "fallback"),
    "enter": ("fact",),
    "expect": ("ends",),
    "expects": ("ends",),
    "goto": ("go", "then"),
    "go": ("then",),
    "heading": ("title",),
    "help": ("why", "detail"),
    "hint": ("why", "detail"),
    "if": ("when",),
    "image": ("media",),
    "images": ("media",),
    "info": ("detail", "why"),
    "input": ("fact",),
    "instruction": ("do",),
    "instructions": ("do",),
    "message": ("say",),
    "name": ("label", "title"),
    "next": ("go", "then"),
    "nodes": ("steps",),
    "outcome": ("end", "ends"),
    "prompt": ("ask",),
    "question": ("ask",),
    "reason": ("why",),
    "result": ("end", "ends"),
    "show": ("say",),
    "subtree": ("run",),
    "switch": ("route",),
    "tags": ("keywords",),
    "target": ("go", "then"),
    "text": ("label", "say"),
    "then": ("go",),
    "tree": ("run",),
    "values": ("options",),
    "variables": ("facts",),
    "video": ("media",),
}
"""Words that other tools and other people use, and ours for them."""

_TRANSLATED = {
    "title": ("titel", "titre", "titulo", "título", "überschrift"),
    "summary": ("zusammenfassung", "beschreibung", "resume", "résumé", "resumen"),
    "owner": ("besitzer", "eigentümer", "verantwortlich", "responsable", "propriétaire", "propietario"),
    "review_by": ("prüfen_bis", "pruefen_bis"),
    "keywords": ("stichworte", "stichwörter", "suchwörter", "palabras_clave"),
    "steps": ("schritte", "etapes", "étapes", "pasos"),
    "facts": ("fakten", "angaben", "faits", "données", "hechos", "datos"),
    "ask": ("frage", "fragen", "frag", "pregunta"),
    "options": ("optionen", "antworten", "auswahl", "möglichkeiten", "réponses", "choix", "opciones", "respuestas"),
    "label": ("antwort", "réponse", "respuesta"),
    "say": ("sag", "sage", "sagen", "dire", "dis", "decir", "diga"),
    "do": ("tun", "tu", "aktion", "mach", "aufgabe", "faire", "fais", "hacer", "acción"),
    "why": ("warum", "grund", "begründung", "pourquoi", "raison", "por_qué", "motivo"),
    "detail": ("einzelheiten", "détail", "détails", "detalle", "detalles"),
    "note": ("notiz", "vermerk", "nota"),
    "end": ("ende", "ergebnis", "fin", "final", "resultado"),
    "go": ("geh", "gehe", "ziel", "aller", "ir"),
    "then": ("dann", "weiter", "danach", "puis", "ensuite", "luego", "después"),
    "when": ("wenn", "falls", "quand", "cuando"),
    "otherwise": ("sonst", "ansonsten", "sinon"),
    "fact": ("fakt", "angabe", "fait", "donnée", "dato"),
    "type": ("typ", "tipo"),
    "unit": ("einheit", "unité", "unidad"),
    "scenarios": ("szenarien", "scénarios", "escenarios"),
    "contact": ("kontakt", "ansprechpartner", "contacto"),
    "start": ("beginn", "anfang", "début", "inicio"),
    "fallback": ("rückfall", "notausgang"),
}
"""The same in German, French and Spanish, for those who write a first tree in their own."""

for _key, _words in _TRANSLATED.items():
    for _word in _words:
        SYNONYMS[_word] = (*SYNONYMS.get(_word, ()), _key, *(("then",) if _key == "go" else ()))

OTHER_WORDS = {
    **dict.fromkeys(
        ("int", "integer", "float", "decimal", "double", "amount", "money", "currency", "numeric"), "number"
    ),
    **dict.fromkeys(("bool", "boolean", "yesno", "yes no", "checkbox", "flag"), "yes_no"),
    **dict.fromkeys(("string", "str", "free text", "freetext", "line"), "text"),
    **dict.fromkeys(("select", "enum", "option", "options", "list", "dropdown", "radio", "single"), "choice"),
    **dict.fromkeys(("multi", "multiple", "multiselect", "checkboxes", "set"), "many"),
    **dict.fromkeys(("day", "datetime", "calendar"), "date"),
    **dict.fromkeys(("ja", "oui", "si", "sí"), "yes"),
    **dict.fromkeys(("nein", "non"), "no"),
}
"""Values as other tools and languages call them: types of facts, yes and no."""
