"""What Claude Desktop takes, refuses and ignores in the part of an entry that routes it.

Sources: CD 2.2, 2.8, 3.2, 3.3, 5 and 6.6. That the shapes went which were announced to go on
2026-10-07 was not verified.
"""

from __future__ import annotations

from typing import Final

AS_OF: Final = "2026-11-22"

PROVIDERS: Final = ("gateway", "anthropic", "bedrock", "vertex", "foundry", "mantle")
PREFIXES: Final = ("inferenceBedrock", "inferenceVertex", "inferenceFoundry", "inferenceAnthropic", "entra")
"""What keys begin with that belong to another provider than a gateway."""

AUTH_SCHEMES: Final = ("bearer", "x-api-key")
OLD_AUTH_SCHEMES: Final = ("auto", "sso")

CREDENTIAL_KINDS: Final = ("static", "helper-script", "interactive", "vendor-profile", "workforce", "external-idp")
OLD_CREDENTIAL_KINDS: Final = ("oauth",)
SIGNED_IN: Final = ("interactive", "vendor-profile", "workforce", "external-idp", *OLD_CREDENTIAL_KINDS)
"""Kinds for which a person signs in: neither a key nor a helper stands in the entry."""

CUT_OFF: Final = "2026-10-07"
"""The day on which the app was to stop taking the old keys and shapes."""

OLD_KEYS: Final[dict[str, str]] = {
    "inferenceGatewayHeaders": "inferenceCustomHeaders",
    "trustBootstrapLocalExec": "trustBootstrapDelivery",
}
"""Keys that were to go then, with their successors; those that a profile may hold are in `settings`."""

NESTED: Final = "$schemaVersion"
"""Of the nested form, whose groups a local entry may not have (observed on 2.2553.0)."""

MOST_MODELS: Final = 200
LISTS: Final = ("managedMcpServers",)
"""Lists that are dropped without a word where they are objects."""
