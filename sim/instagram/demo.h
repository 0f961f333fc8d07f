#pragma once

#include <string_view>

#include "sim/instagram/instagram.h"

/// The world that a fresh `dunlin serve` or `dunlin sim` starts with. All of it is invented.
namespace dunlin::instagram {

inline constexpr std::string_view kDemoIgId = "17841499900000001";
inline constexpr std::string_view kDemoUsername = "demo.shop";
inline constexpr std::string_view kDemoToken = "IGAASIMdemoshop00000000000000000000000001";

/// demo.shop with two posts, and the people leila, amir and sam, who have not written yet.
Status seed_demo(People people);

}  // namespace dunlin::instagram
