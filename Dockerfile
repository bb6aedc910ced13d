# The probe in a box: no compiler, no tools of ours, no secret, nobody's root.
# Settings and secrets are mounted by whoever runs it; see README.md.
FROM python:3.12-slim AS build
WORKDIR /src
COPY config/requirements-dev.lock ./
# The build tool comes from the same locked list as on a developer's machine.
RUN pip install --no-cache-dir --require-hashes -r requirements-dev.lock
COPY pyproject.toml README.md LICENSE ./
COPY probes ./probes
COPY scheduler ./scheduler
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels .

FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY config/requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-deps --no-index /wheels/*.whl
RUN useradd --system --uid 10001 --create-home goldenpath
USER 10001
ENTRYPOINT ["goldenpath"]
CMD ["--help"]
