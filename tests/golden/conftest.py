"""Assertions of the story show both sides, as those of a test do."""

import pytest

pytest.register_assert_rewrite("golden.story")
