#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace dunlin::checks {

struct Answer {
  std::string text;
  std::string death;  ///< how the process ended that was to give it, and what it said last; or ""
};

/// Runs `work` on the jobs 0, 1, … of `count` in so many processes: a program that aborts costs one
/// job. `take` gets the answers in the order of the jobs; when it returns false no more are begun.
/// A job that takes over two minutes of processor time is ended.
void in_processes(int processes, std::size_t count,
                  const std::function<std::string(std::size_t job)>& work,
                  const std::function<bool(std::size_t job, const Answer&)>& take);

/// Ends this process when it has used two minutes of processor time from now.
void limit_processor_time();
/// Of this machine.
int processors();

}  // namespace dunlin::checks
