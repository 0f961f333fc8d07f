#include "base/sentence.h"

namespace dunlin {

std::string as_sentence(std::string text) {
  const bool ended = text.empty() || text.ends_with('.') || text.ends_with('?');
  return ended ? text : text + '.';
}

}  // namespace dunlin
