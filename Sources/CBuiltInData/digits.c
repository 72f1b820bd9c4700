#include "CBuiltInData.h"

static const char digits_csv[] = {
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
#embed "digits.csv"
#pragma clang diagnostic pop
};

const char *nabla_digits_csv(size_t *count) {
  *count = sizeof digits_csv;
  return digits_csv;
}
