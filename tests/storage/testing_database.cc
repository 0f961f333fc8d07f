#include "tests/storage/testing_database.h"
