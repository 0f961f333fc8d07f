#include "sim/checks/processes_posix.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <poll.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"

namespace dunlin::checks {
namespace {

constexpr int kProcessorTime_s = 120;
constexpr std::size_t kLastWords = 4000;

using Work = std::function<std::string(std::size_t)>;

/// False at the end of the file, or when nobody listens any more.
bool read_whole(int fd, void* to, std::size_t size) {
  auto* at = static_cast<char*>(to);
  while (size > 0) {
    const ssize_t got = ::read(fd, at, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

bool write_whole(int fd, const void* from, std::size_t size) {
  const auto* at = static_cast<const char*>(from);
  while (size > 0) {
    const ssize_t put = ::write(fd, at, size);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    at += put;
    size -= static_cast<std::size_t>(put);
  }
  return true;
}

[[noreturn]] void serve(int in, int out, const Work& work) {
  std::uint64_t job = 0;
  while (read_whole(in, &job, sizeof job)) {
    // Of what it says, only the words about this job are of interest.
    [[maybe_unused]] const int emptied = ::ftruncate(STDERR_FILENO, 0);
    ::lseek(STDERR_FILENO, 0, SEEK_SET);
    limit_processor_time();
    const std::string answer = work(static_cast<std::size_t>(job));
    const std::uint64_t size = answer.size();
    if (!write_whole(out, &size, sizeof size) || !write_whole(out, answer.data(), answer.size()))
      break;
  }
  std::fflush(nullptr);
  ::_exit(0);
}

class Process {
 public:
  explicit Process(const Work& work) {
    int jobs[2], answers[2];
    check(::pipe(jobs) == 0 && ::pipe(answers) == 0, "pipes for a process");
    words_ = std::tmpfile();
    check(words_ != nullptr, "a file for what a process says");
    std::fflush(nullptr);
    pid_ = ::fork();
    check(pid_ >= 0, "a process");
    if (pid_ == 0) {
      ::close(jobs[1]);
      ::close(answers[0]);
      ::dup2(::fileno(words_), STDERR_FILENO);
      serve(jobs[0], answers[1], work);
    }
    ::close(jobs[0]);
    ::close(answers[1]);
    jobs_ = jobs[1];
    answers_ = answers[0];
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    ::close(jobs_);
    ::close(answers_);
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    std::fclose(words_);
  }

  void give(std::size_t job) {
    job_ = job;
    const std::uint64_t number = job;
    // A process that has died says so when its answer is read.
    [[maybe_unused]] const bool given = write_whole(jobs_, &number, sizeof number);
  }
  [[nodiscard]] std::optional<std::size_t> job() const { return job_; }
  [[nodiscard]] int fd() const { return answers_; }
  [[nodiscard]] bool dead() const { return pid_ < 0; }

  Answer answer() {
    job_.reset();
    std::uint64_t size = 0;
    Answer out;
    if (read_whole(answers_, &size, sizeof size)) {
      out.text.resize(size);
      if (read_whole(answers_, out.text.data(), size)) return out;
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    const std::string how = !WIFSIGNALED(status) ? fmt::format("exit {}", WEXITSTATUS(status))
                            : WTERMSIG(status) == SIGPROF
                                ? "it took over two minutes"
                                : fmt::format("signal {}", WTERMSIG(status));
    return {.text = {}, .death = how + "; " + last_words()};
  }

 private:
  std::string last_words() {
    std::fseek(words_, 0, SEEK_END);
    const auto size = static_cast<std::size_t>(std::max(0L, std::ftell(words_)));
    const std::size_t length = std::min(size, kLastWords);
    std::fseek(words_, static_cast<long>(size - length), SEEK_SET);
    std::string out(length, '\0');
    out.resize(std::fread(out.data(), 1, length, words_));
    return out;
  }

  pid_t pid_ = -1;
  int jobs_ = -1, answers_ = -1;
  std::FILE* words_ = nullptr;
  std::optional<std::size_t> job_;
};

class Pool {
 public:
  Pool(int size, std::size_t count, const Work& work) : work_(work), count_(count) {
    const auto wanted = std::min<std::size_t>(static_cast<std::size_t>(std::max(1, size)), count);
    for (std::size_t i = 0; i < wanted; ++i) processes_.push_back(std::make_unique<Process>(work_));
  }

  void run(const std::function<bool(std::size_t, const Answer&)>& take) {
    for (auto& process : processes_) give_next(*process);
    while (taken_ < count_ && collect()) {
      for (auto ready = done_.find(taken_); ready != done_.end(); ready = done_.find(taken_)) {
        const bool more = take(taken_, ready->second);
        done_.erase(ready);
        ++taken_;
        if (!more) return;
      }
    }
  }

 private:
  void give_next(Process& process) {
    if (next_ < count_) process.give(next_++);
  }

  /// Waits for an answer; false when nobody works any more.
  bool collect() {
    std::vector<pollfd> waiting;
    for (const auto& process : processes_) {
      if (process->job()) waiting.push_back({.fd = process->fd(), .events = POLLIN, .revents = 0});
    }
    if (waiting.empty()) return false;
    if (::poll(waiting.data(), waiting.size(), -1) < 0) return errno == EINTR;
    for (auto& process : processes_) {
      const auto found = std::ranges::find(waiting, process->fd(), &pollfd::fd);
      if (found == waiting.end() || found->revents == 0) continue;
      const std::size_t job = *process->job();
      done_[job] = process->answer();
      if (process->dead()) process = std::make_unique<Process>(work_);
      give_next(*process);
    }
    return true;
  }

  const Work& work_;
  std::size_t count_, next_ = 0, taken_ = 0;
  std::vector<std::unique_ptr<Process>> processes_;
  std::map<std::size_t, Answer> done_;
};

}  // namespace

void in_processes(int processes, std::size_t count, const Work& work,
                  const std::function<bool(std::size_t, const Answer&)>& take) {
  if (count == 0) return;
  ::signal(SIGPIPE, SIG_IGN);
  Pool(processes, count, work).run(take);
}

void limit_processor_time() {
  itimerval limit{};
  limit.it_value.tv_sec = kProcessorTime_s;
  ::setitimer(ITIMER_PROF, &limit, nullptr);
}

int processors() {
  return std::max(1, static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN)));
}

}  // namespace dunlin::checks
