"""FastAPI over prediction and registry: routes, access, lifecycle."""
