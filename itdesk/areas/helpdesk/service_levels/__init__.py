"""How fast each priority is answered and solved."""
