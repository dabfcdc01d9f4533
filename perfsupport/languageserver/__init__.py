"""The language server: messages, completion, hover and more in any editor that speaks the protocol (extra ``lsp``)."""
