#pragma once

#include <string>

namespace dunlin {

/// With the full stop that a sentence ends with, if nothing ends it yet.
std::string as_sentence(std::string text);

}  // namespace dunlin
