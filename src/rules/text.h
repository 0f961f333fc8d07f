#pragma once

#include "text/fold.h"

/// The folding that rules share with search.
namespace dunlin::rules {

using text::append_character;
using text::Character;
using text::character_at;
using text::character_before;
using text::composed;
using text::fold;
using text::Folded;
using text::is_word_character;
using text::Span;
using text::words;

}  // namespace dunlin::rules
