CREATE TABLE workspace (
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    name VARCHAR(255) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    locale VARCHAR(20) NOT NULL,
    zone VARCHAR(64) NOT NULL,
    fiscal_month INTEGER NOT NULL,
    app_version VARCHAR(32) NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_workspace PRIMARY KEY (id)
);

CREATE TABLE numbers (
    kind VARCHAR(40) NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_numbers PRIMARY KEY (kind)
);

CREATE TABLE history (
    id INTEGER NOT NULL,
    at VARCHAR(27) NOT NULL,
    actor_id INTEGER,
    verb VARCHAR(10) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    record_id INTEGER NOT NULL,
    record_uid VARCHAR(36) NOT NULL,
    operation VARCHAR(36) NOT NULL,
    part VARCHAR(60),
    part_id INTEGER,
    changes TEXT NOT NULL,
    CONSTRAINT pk_history PRIMARY KEY (id)
);

CREATE INDEX ix_history_operation ON history (operation);

CREATE INDEX ix_history_record ON history (kind, record_id, id);

CREATE TABLE change_log (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at VARCHAR(27) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    record_uid VARCHAR(36) NOT NULL,
    verb VARCHAR(10) NOT NULL,
    operation VARCHAR(36) NOT NULL,
    xact BIGINT
);

CREATE TABLE search_entries (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind VARCHAR(40) NOT NULL,
    record_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT uq_search_entries_kind_record_id UNIQUE (kind, record_id)
);

CREATE TABLE blobs (
    hash VARCHAR(64) NOT NULL,
    size BIGINT NOT NULL,
    CONSTRAINT pk_blobs PRIMARY KEY (hash)
);

CREATE TABLE imports (
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    operation VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    file_name VARCHAR(255) NOT NULL,
    at VARCHAR(27) NOT NULL,
    actor_id INTEGER,
    taken INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    undone_at VARCHAR(27),
    CONSTRAINT pk_imports PRIMARY KEY (id),
    CONSTRAINT uq_imports_uid UNIQUE (uid),
    CONSTRAINT uq_imports_operation UNIQUE (operation)
);

CREATE TABLE import_mappings (
    kind VARCHAR(40) NOT NULL,
    name VARCHAR(255) NOT NULL,
    targets TEXT NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_import_mappings PRIMARY KEY (kind, name)
);

CREATE TABLE ticket_categories (
    name VARCHAR(120) NOT NULL,
    parent_id INTEGER,
    example VARCHAR(255),
    picture VARCHAR(20),
    on_kiosk BOOLEAN,
    position INTEGER,
    is_active BOOLEAN,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_ticket_categories PRIMARY KEY (id),
    CONSTRAINT fk_ticket_categories_parent_id FOREIGN KEY(parent_id) REFERENCES ticket_categories (id),
    CONSTRAINT uq_ticket_categories_uid UNIQUE (uid)
);

CREATE INDEX ix_ticket_categories_deleted_at ON ticket_categories (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_ticket_categories_parent_id ON ticket_categories (parent_id);

CREATE UNIQUE INDEX uq_ticket_categories_name ON ticket_categories (name) WHERE deleted_at IS NULL;

CREATE TABLE makers (
    name VARCHAR(200) NOT NULL,
    website VARCHAR(500),
    support_phone VARCHAR(60),
    support_email VARCHAR(255),
    support_url VARCHAR(500),
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_makers PRIMARY KEY (id),
    CONSTRAINT uq_makers_uid UNIQUE (uid)
);

CREATE INDEX ix_makers_deleted_at ON makers (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_makers_name_id ON makers (name, id);

CREATE TABLE categories (
    name VARCHAR(200) NOT NULL,
    purpose VARCHAR(20) NOT NULL,
    device VARCHAR(20),
    useful_life_months INTEGER,
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_categories PRIMARY KEY (id),
    CONSTRAINT uq_categories_uid UNIQUE (uid)
);

CREATE INDEX ix_categories_deleted_at ON categories (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_categories_name_id ON categories (name, id);

CREATE TABLE vendors (
    name VARCHAR(255) NOT NULL,
    legal_name VARCHAR(255),
    supplies VARCHAR(255),
    account_number VARCHAR(80),
    website VARCHAR(255),
    phone VARCHAR(255),
    email VARCHAR(255),
    support_phone VARCHAR(255),
    support_email VARCHAR(255),
    support_hours VARCHAR(80),
    contact_name VARCHAR(255),
    contact_phone VARCHAR(255),
    contact_email VARCHAR(255),
    address TEXT,
    postcode VARCHAR(20),
    city VARCHAR(120),
    country VARCHAR(120),
    currency VARCHAR(3),
    notes TEXT,
    is_active BOOLEAN,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_vendors PRIMARY KEY (id),
    CONSTRAINT uq_vendors_uid UNIQUE (uid)
);

CREATE INDEX ix_vendors_deleted_at ON vendors (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_vendors_name_id ON vendors (name, id);

CREATE UNIQUE INDEX uq_vendors_name ON vendors (name) WHERE deleted_at IS NULL;

CREATE TABLE budget_groups (
    name VARCHAR(120) NOT NULL,
    position INTEGER,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_budget_groups PRIMARY KEY (id),
    CONSTRAINT uq_budget_groups_uid UNIQUE (uid)
);

CREATE INDEX ix_budget_groups_deleted_at ON budget_groups (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE UNIQUE INDEX uq_budget_groups_name ON budget_groups (name) WHERE deleted_at IS NULL;

CREATE TABLE departments (
    name VARCHAR(150) NOT NULL,
    code VARCHAR(30),
    manager_id INTEGER,
    parent_id INTEGER,
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_departments PRIMARY KEY (id),
    CONSTRAINT fk_departments_manager_id FOREIGN KEY(manager_id) REFERENCES people (id),
    CONSTRAINT fk_departments_parent_id FOREIGN KEY(parent_id) REFERENCES departments (id),
    CONSTRAINT uq_departments_uid UNIQUE (uid)
);

CREATE INDEX ix_departments_deleted_at ON departments (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_departments_manager_id ON departments (manager_id);

CREATE INDEX ix_departments_name_id ON departments (name, id);

CREATE INDEX ix_departments_parent_id ON departments (parent_id);

CREATE TABLE calendars (
    name VARCHAR(150) NOT NULL,
    zone VARCHAR(64),
    monday VARCHAR(120),
    tuesday VARCHAR(120),
    wednesday VARCHAR(120),
    thursday VARCHAR(120),
    friday VARCHAR(120),
    saturday VARCHAR(120),
    sunday VARCHAR(120),
    holidays_country VARCHAR(2),
    holidays_part VARCHAR(20),
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_calendars PRIMARY KEY (id),
    CONSTRAINT uq_calendars_uid UNIQUE (uid)
);

CREATE INDEX ix_calendars_deleted_at ON calendars (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_calendars_name_id ON calendars (name, id);

CREATE UNIQUE INDEX uq_calendars_name ON calendars (name) WHERE deleted_at IS NULL;

CREATE TABLE search_numbers (
    number VARCHAR(255) NOT NULL,
    entry_id INTEGER NOT NULL,
    CONSTRAINT pk_search_numbers PRIMARY KEY (number, entry_id),
    CONSTRAINT fk_search_numbers_entry_id FOREIGN KEY(entry_id) REFERENCES search_entries (id) ON DELETE CASCADE
);

CREATE INDEX ix_search_numbers_entry_id ON search_numbers (entry_id);

CREATE TABLE blob_chunks (
    hash VARCHAR(64) NOT NULL,
    number INTEGER NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pk_blob_chunks PRIMARY KEY (hash, number),
    CONSTRAINT fk_blob_chunks_hash FOREIGN KEY(hash) REFERENCES blobs (hash) ON DELETE CASCADE
);

CREATE TABLE attachments (
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    record_id INTEGER NOT NULL,
    name VARCHAR(255) NOT NULL,
    media_type VARCHAR(127) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    added_at VARCHAR(27) NOT NULL,
    actor_id INTEGER,
    CONSTRAINT pk_attachments PRIMARY KEY (id),
    CONSTRAINT uq_attachments_uid UNIQUE (uid),
    CONSTRAINT fk_attachments_hash FOREIGN KEY(hash) REFERENCES blobs (hash)
);

CREATE INDEX ix_attachments_hash ON attachments (hash);

CREATE INDEX ix_attachments_record ON attachments (kind, record_id);

CREATE TABLE service_levels (
    name VARCHAR(120) NOT NULL,
    priority VARCHAR(20) NOT NULL,
    reply_minutes INTEGER NOT NULL,
    resolve_minutes INTEGER NOT NULL,
    calendar_id INTEGER,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_service_levels PRIMARY KEY (id),
    CONSTRAINT fk_service_levels_calendar_id FOREIGN KEY(calendar_id) REFERENCES calendars (id),
    CONSTRAINT uq_service_levels_uid UNIQUE (uid)
);

CREATE INDEX ix_service_levels_calendar_id ON service_levels (calendar_id);

CREATE INDEX ix_service_levels_deleted_at ON service_levels (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE UNIQUE INDEX uq_service_levels_priority ON service_levels (priority) WHERE deleted_at IS NULL;

CREATE TABLE models (
    name VARCHAR(200) NOT NULL,
    maker_id INTEGER,
    category_id INTEGER,
    model_number VARCHAR(120),
    useful_life_months INTEGER,
    is_requestable BOOLEAN NOT NULL,
    minimum_stock INTEGER,
    fieldset VARCHAR(150),
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_models PRIMARY KEY (id),
    CONSTRAINT fk_models_maker_id FOREIGN KEY(maker_id) REFERENCES makers (id),
    CONSTRAINT fk_models_category_id FOREIGN KEY(category_id) REFERENCES categories (id),
    CONSTRAINT uq_models_uid UNIQUE (uid)
);

CREATE INDEX ix_models_category_id ON models (category_id);

CREATE INDEX ix_models_deleted_at ON models (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_models_maker_id ON models (maker_id);

CREATE INDEX ix_models_name_id ON models (name, id);

CREATE TABLE sites (
    name VARCHAR(150) NOT NULL,
    code VARCHAR(30),
    address VARCHAR(255),
    city VARCHAR(100),
    state VARCHAR(100),
    postal_code VARCHAR(30),
    country VARCHAR(100),
    phone VARCHAR(60),
    zone VARCHAR(64),
    calendar_id INTEGER,
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_sites PRIMARY KEY (id),
    CONSTRAINT fk_sites_calendar_id FOREIGN KEY(calendar_id) REFERENCES calendars (id),
    CONSTRAINT uq_sites_uid UNIQUE (uid)
);

CREATE INDEX ix_sites_calendar_id ON sites (calendar_id);

CREATE INDEX ix_sites_deleted_at ON sites (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_sites_name_id ON sites (name, id);

CREATE TABLE calendar_days (
    calendar_id INTEGER NOT NULL,
    on_date DATE NOT NULL,
    name VARCHAR(150) NOT NULL,
    hours VARCHAR(120),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_calendar_days PRIMARY KEY (id),
    CONSTRAINT uq_calendar_days_calendar_id_on_date UNIQUE (calendar_id, on_date),
    CONSTRAINT fk_calendar_days_calendar_id FOREIGN KEY(calendar_id) REFERENCES calendars (id),
    CONSTRAINT uq_calendar_days_uid UNIQUE (uid)
);

CREATE TABLE places (
    name VARCHAR(200) NOT NULL,
    site_id INTEGER,
    floor VARCHAR(60),
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_places PRIMARY KEY (id),
    CONSTRAINT fk_places_site_id FOREIGN KEY(site_id) REFERENCES sites (id),
    CONSTRAINT uq_places_uid UNIQUE (uid)
);

CREATE INDEX ix_places_deleted_at ON places (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_places_name_id ON places (name, id);

CREATE INDEX ix_places_site_id ON places (site_id);

CREATE TABLE people (
    name VARCHAR(200) NOT NULL,
    first_name VARCHAR(100),
    last_name VARCHAR(100),
    username VARCHAR(150),
    email VARCHAR(255),
    phone VARCHAR(60),
    mobile VARCHAR(60),
    job_title VARCHAR(150),
    department_id INTEGER,
    site_id INTEGER,
    place_id INTEGER,
    employee_number VARCHAR(60),
    manager_id INTEGER,
    company VARCHAR(200),
    role VARCHAR(20) NOT NULL,
    is_active BOOLEAN NOT NULL,
    is_vip BOOLEAN NOT NULL,
    is_remote BOOLEAN NOT NULL,
    start_on DATE,
    end_on DATE,
    address VARCHAR(255),
    city VARCHAR(100),
    state VARCHAR(100),
    postal_code VARCHAR(30),
    country VARCHAR(100),
    website VARCHAR(500),
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_people PRIMARY KEY (id),
    CONSTRAINT fk_people_department_id FOREIGN KEY(department_id) REFERENCES departments (id),
    CONSTRAINT fk_people_site_id FOREIGN KEY(site_id) REFERENCES sites (id),
    CONSTRAINT fk_people_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_people_manager_id FOREIGN KEY(manager_id) REFERENCES people (id),
    CONSTRAINT uq_people_uid UNIQUE (uid)
);

CREATE INDEX ix_people_deleted_at ON people (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_people_department_id ON people (department_id);

CREATE INDEX ix_people_email ON people (email);

CREATE INDEX ix_people_employee_number ON people (employee_number);

CREATE INDEX ix_people_end_on ON people (end_on);

CREATE INDEX ix_people_manager_id ON people (manager_id);

CREATE INDEX ix_people_name_id ON people (name, id);

CREATE INDEX ix_people_place_id ON people (place_id);

CREATE INDEX ix_people_site_id ON people (site_id);

CREATE UNIQUE INDEX uq_people_username ON people (username) WHERE deleted_at IS NULL;

CREATE TABLE budgets (
    name VARCHAR(120) NOT NULL,
    start_on DATE NOT NULL,
    end_on DATE NOT NULL,
    currency VARCHAR(3),
    status VARCHAR(20) NOT NULL,
    agreed_on DATE,
    agreed_by_id INTEGER,
    owner_id INTEGER,
    site_id INTEGER,
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_budgets PRIMARY KEY (id),
    CONSTRAINT fk_budgets_agreed_by_id FOREIGN KEY(agreed_by_id) REFERENCES people (id),
    CONSTRAINT fk_budgets_owner_id FOREIGN KEY(owner_id) REFERENCES people (id),
    CONSTRAINT fk_budgets_site_id FOREIGN KEY(site_id) REFERENCES sites (id),
    CONSTRAINT uq_budgets_uid UNIQUE (uid)
);

CREATE INDEX ix_budgets_agreed_by_id ON budgets (agreed_by_id);

CREATE INDEX ix_budgets_deleted_at ON budgets (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_budgets_owner_id ON budgets (owner_id);

CREATE INDEX ix_budgets_site_id ON budgets (site_id);

CREATE INDEX ix_budgets_start_on ON budgets (start_on);

CREATE UNIQUE INDEX uq_budgets_name ON budgets (name) WHERE deleted_at IS NULL;

CREATE TABLE plans (
    name VARCHAR(255) NOT NULL,
    subtitle VARCHAR(255),
    edition INTEGER NOT NULL,
    status VARCHAR(20) NOT NULL,
    owner_id INTEGER,
    approver_id INTEGER,
    agreed_on DATE,
    site_id INTEGER,
    review_on DATE,
    last_tested_on DATE,
    tested_what VARCHAR(255),
    copies VARCHAR(255),
    no_answer_minutes INTEGER NOT NULL,
    purpose TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_plans PRIMARY KEY (id),
    CONSTRAINT fk_plans_owner_id FOREIGN KEY(owner_id) REFERENCES people (id),
    CONSTRAINT fk_plans_approver_id FOREIGN KEY(approver_id) REFERENCES people (id),
    CONSTRAINT fk_plans_site_id FOREIGN KEY(site_id) REFERENCES sites (id),
    CONSTRAINT uq_plans_uid UNIQUE (uid)
);

CREATE INDEX ix_plans_approver_id ON plans (approver_id);

CREATE INDEX ix_plans_deleted_at ON plans (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_plans_owner_id ON plans (owner_id);

CREATE INDEX ix_plans_review_on ON plans (review_on);

CREATE INDEX ix_plans_site_id ON plans (site_id);

CREATE UNIQUE INDEX uq_plans_name ON plans (name) WHERE deleted_at IS NULL;

CREATE TABLE budget_lines (
    name VARCHAR(255) NOT NULL,
    budget_id INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    vendor_id INTEGER,
    cost_centre VARCHAR(80),
    position INTEGER,
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_budget_lines PRIMARY KEY (id),
    CONSTRAINT fk_budget_lines_budget_id FOREIGN KEY(budget_id) REFERENCES budgets (id),
    CONSTRAINT fk_budget_lines_group_id FOREIGN KEY(group_id) REFERENCES budget_groups (id),
    CONSTRAINT fk_budget_lines_vendor_id FOREIGN KEY(vendor_id) REFERENCES vendors (id),
    CONSTRAINT uq_budget_lines_uid UNIQUE (uid)
);

CREATE INDEX ix_budget_lines_budget_id ON budget_lines (budget_id);

CREATE INDEX ix_budget_lines_deleted_at ON budget_lines (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_budget_lines_group_id ON budget_lines (group_id);

CREATE INDEX ix_budget_lines_name_id ON budget_lines (name, id);

CREATE INDEX ix_budget_lines_vendor_id ON budget_lines (vendor_id);

CREATE TABLE plan_calls (
    plan_id INTEGER NOT NULL,
    parent_id INTEGER,
    position INTEGER NOT NULL,
    person_id INTEGER,
    vendor_id INTEGER,
    stand_in_id INTEGER,
    name VARCHAR(255),
    duty VARCHAR(255),
    phone VARCHAR(80),
    note VARCHAR(255),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_plan_calls PRIMARY KEY (id),
    CONSTRAINT fk_plan_calls_plan_id FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE,
    CONSTRAINT fk_plan_calls_parent_id FOREIGN KEY(parent_id) REFERENCES plan_calls (id) ON DELETE CASCADE,
    CONSTRAINT fk_plan_calls_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_plan_calls_vendor_id FOREIGN KEY(vendor_id) REFERENCES vendors (id),
    CONSTRAINT fk_plan_calls_stand_in_id FOREIGN KEY(stand_in_id) REFERENCES people (id),
    CONSTRAINT uq_plan_calls_uid UNIQUE (uid)
);

CREATE INDEX ix_plan_calls_parent_id ON plan_calls (parent_id);

CREATE INDEX ix_plan_calls_person_id ON plan_calls (person_id);

CREATE INDEX ix_plan_calls_plan_id ON plan_calls (plan_id);

CREATE INDEX ix_plan_calls_stand_in_id ON plan_calls (stand_in_id);

CREATE INDEX ix_plan_calls_vendor_id ON plan_calls (vendor_id);

CREATE TABLE plan_editions (
    plan_id INTEGER NOT NULL,
    edition INTEGER NOT NULL,
    agreed_on DATE NOT NULL,
    agreed_by_id INTEGER,
    content TEXT NOT NULL,
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_plan_editions PRIMARY KEY (id),
    CONSTRAINT uq_plan_editions_plan_id_edition UNIQUE (plan_id, edition),
    CONSTRAINT fk_plan_editions_plan_id FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE,
    CONSTRAINT fk_plan_editions_agreed_by_id FOREIGN KEY(agreed_by_id) REFERENCES people (id),
    CONSTRAINT uq_plan_editions_uid UNIQUE (uid)
);

CREATE INDEX ix_plan_editions_agreed_by_id ON plan_editions (agreed_by_id);

CREATE TABLE contracts (
    number VARCHAR(40),
    name VARCHAR(255) NOT NULL,
    vendor_id INTEGER NOT NULL,
    kind VARCHAR(20) NOT NULL,
    reference VARCHAR(80),
    terms VARCHAR(255),
    start_on DATE NOT NULL,
    end_on DATE,
    renewal VARCHAR(20) NOT NULL,
    renewal_months INTEGER,
    notice INTEGER,
    notice_unit VARCHAR(20) NOT NULL,
    notice_in_writing BOOLEAN,
    decide_by_on DATE,
    at_end VARCHAR(120),
    price BIGINT,
    price_period VARCHAR(20) NOT NULL,
    currency VARCHAR(3),
    price_rise_percent BIGINT,
    price_rise_on DATE,
    budget_line_id INTEGER,
    owner_id INTEGER,
    site_id INTEGER,
    decision VARCHAR(20) NOT NULL,
    decided_on DATE,
    noticed_on DATE,
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_contracts PRIMARY KEY (id),
    CONSTRAINT fk_contracts_vendor_id FOREIGN KEY(vendor_id) REFERENCES vendors (id),
    CONSTRAINT fk_contracts_budget_line_id FOREIGN KEY(budget_line_id) REFERENCES budget_lines (id),
    CONSTRAINT fk_contracts_owner_id FOREIGN KEY(owner_id) REFERENCES people (id),
    CONSTRAINT fk_contracts_site_id FOREIGN KEY(site_id) REFERENCES sites (id),
    CONSTRAINT uq_contracts_uid UNIQUE (uid)
);

CREATE INDEX ix_contracts_budget_line_id ON contracts (budget_line_id);

CREATE INDEX ix_contracts_decide_by_on_id ON contracts (decide_by_on, id);

CREATE INDEX ix_contracts_deleted_at ON contracts (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_contracts_end_on ON contracts (end_on);

CREATE INDEX ix_contracts_name_id ON contracts (name, id);

CREATE INDEX ix_contracts_owner_id ON contracts (owner_id);

CREATE INDEX ix_contracts_site_id ON contracts (site_id);

CREATE INDEX ix_contracts_vendor_id ON contracts (vendor_id);

CREATE UNIQUE INDEX uq_contracts_number ON contracts (number) WHERE deleted_at IS NULL;

CREATE TABLE budget_amounts (
    line_id INTEGER NOT NULL,
    month DATE NOT NULL,
    planned BIGINT NOT NULL,
    actual BIGINT,
    forecast BIGINT,
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_budget_amounts PRIMARY KEY (id),
    CONSTRAINT uq_budget_amounts_line_id_month UNIQUE (line_id, month),
    CONSTRAINT fk_budget_amounts_line_id FOREIGN KEY(line_id) REFERENCES budget_lines (id) ON DELETE CASCADE,
    CONSTRAINT uq_budget_amounts_uid UNIQUE (uid)
);

CREATE TABLE hardware (
    tag VARCHAR(64) NOT NULL,
    name VARCHAR(200),
    model_id INTEGER,
    maker_id INTEGER,
    category_id INTEGER,
    model_number VARCHAR(120),
    serial_number VARCHAR(150),
    status VARCHAR(20) NOT NULL,
    person_id INTEGER,
    used_place_id INTEGER,
    place_id INTEGER,
    vendor_id INTEGER,
    contract_id INTEGER,
    order_number VARCHAR(100),
    invoice_number VARCHAR(100),
    purchase_on DATE,
    purchase_cost BIGINT,
    currency VARCHAR(3),
    quantity INTEGER NOT NULL,
    useful_life_months INTEGER,
    warranty_months INTEGER,
    warranty_end_on DATE,
    end_of_life_on DATE,
    retired_on DATE,
    last_seen_on DATE,
    company VARCHAR(200),
    operating_system VARCHAR(150),
    host_name VARCHAR(255),
    ip_address VARCHAR(100),
    mac_address VARCHAR(100),
    model_notes TEXT,
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_hardware PRIMARY KEY (id),
    CONSTRAINT fk_hardware_model_id FOREIGN KEY(model_id) REFERENCES models (id),
    CONSTRAINT fk_hardware_maker_id FOREIGN KEY(maker_id) REFERENCES makers (id),
    CONSTRAINT fk_hardware_category_id FOREIGN KEY(category_id) REFERENCES categories (id),
    CONSTRAINT fk_hardware_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_hardware_used_place_id FOREIGN KEY(used_place_id) REFERENCES places (id),
    CONSTRAINT fk_hardware_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_hardware_vendor_id FOREIGN KEY(vendor_id) REFERENCES vendors (id),
    CONSTRAINT fk_hardware_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id),
    CONSTRAINT uq_hardware_uid UNIQUE (uid)
);

CREATE INDEX ix_hardware_category_id ON hardware (category_id);

CREATE INDEX ix_hardware_contract_id ON hardware (contract_id);

CREATE INDEX ix_hardware_deleted_at ON hardware (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_hardware_end_of_life_on ON hardware (end_of_life_on);

CREATE INDEX ix_hardware_host_name ON hardware (host_name);

CREATE INDEX ix_hardware_maker_id ON hardware (maker_id);

CREATE INDEX ix_hardware_model_id_status ON hardware (model_id, status);

CREATE INDEX ix_hardware_person_id ON hardware (person_id);

CREATE INDEX ix_hardware_place_id ON hardware (place_id);

CREATE INDEX ix_hardware_purchase_on ON hardware (purchase_on);

CREATE INDEX ix_hardware_serial_number ON hardware (serial_number);

CREATE INDEX ix_hardware_status_tag ON hardware (status, tag);

CREATE INDEX ix_hardware_tag_id ON hardware (tag, id);

CREATE INDEX ix_hardware_used_place_id ON hardware (used_place_id);

CREATE INDEX ix_hardware_vendor_id ON hardware (vendor_id);

CREATE INDEX ix_hardware_warranty_end_on ON hardware (warranty_end_on);

CREATE UNIQUE INDEX uq_hardware_tag ON hardware (tag) WHERE deleted_at IS NULL;

CREATE TABLE licences (
    number VARCHAR(40),
    name VARCHAR(255) NOT NULL,
    maker_id INTEGER,
    vendor_id INTEGER,
    category_id INTEGER,
    counted_by VARCHAR(20) NOT NULL,
    seats INTEGER,
    "key" VARCHAR(2000),
    purchase_on DATE,
    purchase_cost BIGINT,
    annual_cost BIGINT,
    currency VARCHAR(3),
    order_number VARCHAR(100),
    purchase_order VARCHAR(100),
    renews_on DATE,
    expires_on DATE,
    contract_id INTEGER,
    licensed_to_name VARCHAR(200),
    licensed_to_email VARCHAR(255),
    is_reassignable BOOLEAN NOT NULL,
    is_maintained BOOLEAN NOT NULL,
    company VARCHAR(200),
    person_id INTEGER,
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_licences PRIMARY KEY (id),
    CONSTRAINT fk_licences_maker_id FOREIGN KEY(maker_id) REFERENCES makers (id),
    CONSTRAINT fk_licences_vendor_id FOREIGN KEY(vendor_id) REFERENCES vendors (id),
    CONSTRAINT fk_licences_category_id FOREIGN KEY(category_id) REFERENCES categories (id),
    CONSTRAINT fk_licences_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id),
    CONSTRAINT fk_licences_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT uq_licences_uid UNIQUE (uid)
);

CREATE INDEX ix_licences_category_id ON licences (category_id);

CREATE INDEX ix_licences_contract_id ON licences (contract_id);

CREATE INDEX ix_licences_deleted_at ON licences (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_licences_expires_on ON licences (expires_on);

CREATE INDEX ix_licences_maker_id ON licences (maker_id);

CREATE INDEX ix_licences_name_id ON licences (name, id);

CREATE INDEX ix_licences_person_id ON licences (person_id);

CREATE INDEX ix_licences_renews_on ON licences (renews_on);

CREATE INDEX ix_licences_vendor_id ON licences (vendor_id);

CREATE UNIQUE INDEX uq_licences_number ON licences (number) WHERE deleted_at IS NULL;

CREATE TABLE tickets (
    number VARCHAR(40),
    title VARCHAR(255) NOT NULL,
    description TEXT,
    kind VARCHAR(20) NOT NULL,
    status VARCHAR(20) NOT NULL,
    priority VARCHAR(20) NOT NULL,
    impact VARCHAR(20),
    urgency VARCHAR(20),
    requester_id INTEGER,
    assignee_id INTEGER,
    category_id INTEGER,
    hardware_id INTEGER,
    affects VARCHAR(255),
    source VARCHAR(20),
    waiting_reason VARCHAR(20),
    opened_at VARCHAR(27) NOT NULL,
    first_reply_at VARCHAR(27),
    reply_due_at VARCHAR(27),
    due_at VARCHAR(27),
    resolved_at VARCHAR(27),
    closed_at VARCHAR(27),
    resolution TEXT,
    snoozed_until VARCHAR(27),
    waiting_since VARCHAR(27),
    paused_minutes INTEGER,
    rating INTEGER,
    receipt_code VARCHAR(12),
    pin_hash VARCHAR(120),
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_tickets PRIMARY KEY (id),
    CONSTRAINT fk_tickets_requester_id FOREIGN KEY(requester_id) REFERENCES people (id),
    CONSTRAINT fk_tickets_assignee_id FOREIGN KEY(assignee_id) REFERENCES people (id),
    CONSTRAINT fk_tickets_category_id FOREIGN KEY(category_id) REFERENCES ticket_categories (id),
    CONSTRAINT fk_tickets_hardware_id FOREIGN KEY(hardware_id) REFERENCES hardware (id),
    CONSTRAINT uq_tickets_receipt_code UNIQUE (receipt_code),
    CONSTRAINT uq_tickets_uid UNIQUE (uid)
);

CREATE INDEX ix_tickets_assignee_id ON tickets (assignee_id);

CREATE INDEX ix_tickets_category_id ON tickets (category_id);

CREATE INDEX ix_tickets_deleted_at ON tickets (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_tickets_hardware_id ON tickets (hardware_id);

CREATE INDEX ix_tickets_opened_at_id ON tickets (opened_at, id);

CREATE INDEX ix_tickets_requester_id ON tickets (requester_id);

CREATE INDEX ix_tickets_resolved_at ON tickets (resolved_at);

CREATE INDEX ix_tickets_status_due_at ON tickets (status, due_at, id);

CREATE UNIQUE INDEX uq_tickets_number ON tickets (number) WHERE deleted_at IS NULL;

CREATE TABLE hardware_loans (
    hardware_id INTEGER NOT NULL,
    person_id INTEGER,
    place_id INTEGER,
    out_at VARCHAR(27) NOT NULL,
    due_on DATE,
    back_at VARCHAR(27),
    note TEXT,
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_hardware_loans PRIMARY KEY (id),
    CONSTRAINT fk_hardware_loans_hardware_id FOREIGN KEY(hardware_id) REFERENCES hardware (id),
    CONSTRAINT fk_hardware_loans_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_hardware_loans_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT uq_hardware_loans_uid UNIQUE (uid)
);

CREATE INDEX ix_hardware_loans_hardware_id_back_at ON hardware_loans (hardware_id, back_at);

CREATE INDEX ix_hardware_loans_person_id ON hardware_loans (person_id);

CREATE INDEX ix_hardware_loans_place_id ON hardware_loans (place_id);

CREATE TABLE hardware_events (
    hardware_id INTEGER NOT NULL,
    happened_on DATE NOT NULL,
    sort VARCHAR(20) NOT NULL,
    title VARCHAR(200) NOT NULL,
    cost BIGINT,
    currency VARCHAR(3),
    note TEXT,
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_hardware_events PRIMARY KEY (id),
    CONSTRAINT fk_hardware_events_hardware_id FOREIGN KEY(hardware_id) REFERENCES hardware (id),
    CONSTRAINT uq_hardware_events_uid UNIQUE (uid)
);

CREATE INDEX ix_hardware_events_hardware_id ON hardware_events (hardware_id);

CREATE TABLE licence_seats (
    licence_id INTEGER NOT NULL,
    person_id INTEGER,
    hardware_id INTEGER,
    given_on DATE NOT NULL,
    last_used_on DATE,
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_licence_seats PRIMARY KEY (id),
    CONSTRAINT uq_licence_seats_licence_id_person_id UNIQUE (licence_id, person_id),
    CONSTRAINT uq_licence_seats_licence_id_hardware_id UNIQUE (licence_id, hardware_id),
    CONSTRAINT ck_licence_seats_person_or_hardware CHECK ((person_id IS NULL) <> (hardware_id IS NULL)),
    CONSTRAINT fk_licence_seats_licence_id FOREIGN KEY(licence_id) REFERENCES licences (id),
    CONSTRAINT fk_licence_seats_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_licence_seats_hardware_id FOREIGN KEY(hardware_id) REFERENCES hardware (id),
    CONSTRAINT uq_licence_seats_uid UNIQUE (uid)
);

CREATE INDEX ix_licence_seats_hardware_id ON licence_seats (hardware_id);

CREATE INDEX ix_licence_seats_person_id ON licence_seats (person_id);

CREATE TABLE systems (
    name VARCHAR(255) NOT NULL,
    priority INTEGER NOT NULL,
    hardware_id INTEGER,
    owner_id INTEGER,
    vendor_id INTEGER,
    other_vendor_id INTEGER,
    back_within_hours BIGINT NOT NULL,
    may_lose_hours BIGINT,
    needs_proof BOOLEAN NOT NULL,
    last_proven_on DATE,
    proven_minutes INTEGER,
    work_that_stops VARCHAR(255),
    people_count INTEGER,
    day_cost BIGINT,
    currency VARCHAR(3),
    notes TEXT,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_systems PRIMARY KEY (id),
    CONSTRAINT fk_systems_hardware_id FOREIGN KEY(hardware_id) REFERENCES hardware (id),
    CONSTRAINT fk_systems_owner_id FOREIGN KEY(owner_id) REFERENCES people (id),
    CONSTRAINT fk_systems_vendor_id FOREIGN KEY(vendor_id) REFERENCES vendors (id),
    CONSTRAINT fk_systems_other_vendor_id FOREIGN KEY(other_vendor_id) REFERENCES vendors (id),
    CONSTRAINT uq_systems_uid UNIQUE (uid)
);

CREATE INDEX ix_systems_deleted_at ON systems (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_systems_hardware_id ON systems (hardware_id);

CREATE INDEX ix_systems_other_vendor_id ON systems (other_vendor_id);

CREATE INDEX ix_systems_owner_id ON systems (owner_id);

CREATE INDEX ix_systems_vendor_id ON systems (vendor_id);

CREATE UNIQUE INDEX uq_systems_name ON systems (name) WHERE deleted_at IS NULL;

CREATE TABLE ticket_messages (
    ticket_id INTEGER NOT NULL,
    author_id INTEGER,
    body TEXT NOT NULL,
    is_note BOOLEAN NOT NULL,
    at VARCHAR(27) NOT NULL,
    via VARCHAR(20) NOT NULL,
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_ticket_messages PRIMARY KEY (id),
    CONSTRAINT fk_ticket_messages_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id) ON DELETE CASCADE,
    CONSTRAINT fk_ticket_messages_author_id FOREIGN KEY(author_id) REFERENCES people (id),
    CONSTRAINT uq_ticket_messages_uid UNIQUE (uid)
);

CREATE INDEX ix_ticket_messages_author_id ON ticket_messages (author_id);

CREATE INDEX ix_ticket_messages_ticket_id ON ticket_messages (ticket_id);

CREATE TABLE ticket_time (
    ticket_id INTEGER NOT NULL,
    person_id INTEGER,
    on_date DATE NOT NULL,
    minutes INTEGER NOT NULL,
    note TEXT NOT NULL,
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_ticket_time PRIMARY KEY (id),
    CONSTRAINT fk_ticket_time_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id) ON DELETE CASCADE,
    CONSTRAINT fk_ticket_time_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT uq_ticket_time_uid UNIQUE (uid)
);

CREATE INDEX ix_ticket_time_person_id ON ticket_time (person_id);

CREATE INDEX ix_ticket_time_ticket_id ON ticket_time (ticket_id);

CREATE TABLE ticket_followers (
    ticket_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_ticket_followers PRIMARY KEY (id),
    CONSTRAINT fk_ticket_followers_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id) ON DELETE CASCADE,
    CONSTRAINT fk_ticket_followers_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT uq_ticket_followers_uid UNIQUE (uid)
);

CREATE INDEX ix_ticket_followers_person_id ON ticket_followers (person_id);

CREATE INDEX ix_ticket_followers_ticket_id ON ticket_followers (ticket_id);

CREATE TABLE announcements (
    title VARCHAR(120) NOT NULL,
    body TEXT,
    from_at VARCHAR(27) NOT NULL,
    until_at VARCHAR(27),
    ticket_id INTEGER,
    category_id INTEGER,
    deleted_at VARCHAR(27),
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_announcements PRIMARY KEY (id),
    CONSTRAINT fk_announcements_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
    CONSTRAINT fk_announcements_category_id FOREIGN KEY(category_id) REFERENCES ticket_categories (id),
    CONSTRAINT uq_announcements_uid UNIQUE (uid)
);

CREATE INDEX ix_announcements_category_id ON announcements (category_id);

CREATE INDEX ix_announcements_deleted_at ON announcements (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX ix_announcements_ticket_id ON announcements (ticket_id);

CREATE TABLE plan_sections (
    plan_id INTEGER NOT NULL,
    parent_id INTEGER,
    position INTEGER NOT NULL,
    kind VARCHAR(20) NOT NULL,
    title VARCHAR(255) NOT NULL,
    body TEXT NOT NULL,
    system_id INTEGER,
    starts_when TEXT NOT NULL,
    check_body TEXT NOT NULL,
    back_body TEXT NOT NULL,
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_plan_sections PRIMARY KEY (id),
    CONSTRAINT fk_plan_sections_plan_id FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE,
    CONSTRAINT fk_plan_sections_parent_id FOREIGN KEY(parent_id) REFERENCES plan_sections (id) ON DELETE CASCADE,
    CONSTRAINT fk_plan_sections_system_id FOREIGN KEY(system_id) REFERENCES systems (id),
    CONSTRAINT uq_plan_sections_uid UNIQUE (uid)
);

CREATE INDEX ix_plan_sections_parent_id ON plan_sections (parent_id);

CREATE INDEX ix_plan_sections_plan_id ON plan_sections (plan_id);

CREATE INDEX ix_plan_sections_system_id ON plan_sections (system_id);

CREATE TABLE plan_steps (
    plan_id INTEGER NOT NULL,
    section_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    body TEXT NOT NULL,
    person_id INTEGER,
    vendor_id INTEGER,
    cover_id INTEGER,
    minutes INTEGER,
    id INTEGER NOT NULL,
    uid VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    updated_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_plan_steps PRIMARY KEY (id),
    CONSTRAINT fk_plan_steps_plan_id FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE,
    CONSTRAINT fk_plan_steps_section_id FOREIGN KEY(section_id) REFERENCES plan_sections (id) ON DELETE CASCADE,
    CONSTRAINT fk_plan_steps_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_plan_steps_vendor_id FOREIGN KEY(vendor_id) REFERENCES vendors (id),
    CONSTRAINT fk_plan_steps_cover_id FOREIGN KEY(cover_id) REFERENCES people (id),
    CONSTRAINT uq_plan_steps_uid UNIQUE (uid)
);

CREATE INDEX ix_plan_steps_cover_id ON plan_steps (cover_id);

CREATE INDEX ix_plan_steps_person_id ON plan_steps (person_id);

CREATE INDEX ix_plan_steps_plan_id ON plan_steps (plan_id);

CREATE INDEX ix_plan_steps_section_id ON plan_steps (section_id);

CREATE INDEX ix_plan_steps_vendor_id ON plan_steps (vendor_id);
