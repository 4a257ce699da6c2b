"""The embedded store (Oxigraph): literals as they were written, and changes."""
