#pragma once

#include <span>
#include <string_view>

/// What people of the demo write. {p} a product, {c} a colour, {n} a number.
namespace dunlin::server {

struct DemoTexts {
  std::string_view language;
  std::span<const std::string_view> questions, answers, products, colours, given_names,
      family_names;
};
const DemoTexts& english_demo();
const DemoTexts& persian_demo();

}  // namespace dunlin::server
