"""Options of a format: at the prompt they are said with --option, and whoever says one alone is told so."""

import click


class WithLayout(click.Command):
    """Answers an option of a format that stands as one of the command with how it is said."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return what is left of the arguments, as click does."""
        given = list(args)  # click takes from the list as it reads
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            from stabbur.io import formats  # help and completion need not wait for it

            name = error.option_name.lstrip("-").replace("-", "_")
            if name not in formats.options():
                raise
            value = _value(given, error.option_name)
            told = f"no option '{error.option_name}': an option of a format is said --option {name}={value}"
            raise click.UsageError(told, ctx) from None


def _value(given: list[str], option: str) -> str:
    """Return the value that stands after an option, or after its equals sign."""
    for word, following in zip(given, [*given[1:], ""], strict=True):
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
        if word == option and following and not following.startswith("-"):
            return following
    return "…"
