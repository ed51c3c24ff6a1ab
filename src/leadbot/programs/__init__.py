"""Program files and lexicons: YAML in, `Program` out, or everything that is wrong with them at once."""

from leadbot.programs.doubts import program_doubts
from leadbot.programs.lexicons import load_lexicons
from leadbot.programs.loading import load_program, parse_program
from leadbot.programs.schema import lexicon_schema, program_schema
from leadbot.programs.validation import validation_problems
from leadbot.programs.yaml_source import Loc, YamlSource, dotted, read_yaml

__all__ = [
    "Loc",
    "YamlSource",
    "dotted",
    "lexicon_schema",
    "load_lexicons",
    "load_program",
    "parse_program",
    "program_doubts",
    "program_schema",
    "read_yaml",
    "validation_problems",
]
